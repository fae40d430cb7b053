import { mkdirSync, writeFileSync } from 'node:fs';
import { issueIdentities } from '../../pki/identity.js';
import { selfSignedTemplates } from '../../pki/self-signed.js';
import { itself, type Locate } from './write-files.js';

const DIRECTORY = '/var/lib/kubelet/pki';

/**
 * Gives the kubelet what it serves the API server with: it would make itself an authority and a certificate, with RSA
 * keys, which takes some tenths of a second before anything else begins.
 *
 * @param node its name
 * @param at where paths of the node are. Default: there
 */
export function writeServingCertificate(node: string, at: Locate = itself): void {
  const now = new Date();
  const { authority, server } = selfSignedTemplates(node, Math.floor(now.getTime() / 1000));
  const identities = issueIdentities({ authority, server }, { now, rename: (name) => name });
  const text = (name: string) => identities.get(name)?.certificate ?? '';
  mkdirSync(at(DIRECTORY), { recursive: true, mode: 0o755 });
  writeFileSync(at(`${DIRECTORY}/kubelet.crt`), text('server') + text('authority'), { mode: 0o644, flag: 'wx' });
  writeFileSync(at(`${DIRECTORY}/kubelet.key`), identities.get('server')?.privateKey ?? '', {
    mode: 0o600,
    flag: 'wx',
  });
}
