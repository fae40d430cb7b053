import { type Identity, issueIdentities } from '../pki/identity.js';
import type { SeedInput } from './input.js';
import { replaceMarkers } from './markers.js';
import { type SeedFile, type SeedNodeFile, seedConfigurations } from './seed.js';

/** What a seed's file has instead of a key or a certificate: the text of the form, and whose it is. */
const PLACEHOLDER = /<seed (certificate|privateKey|publicKey)( base64)? (\S+)>/g;

/** The parts of an identity. */
export type IdentityPart = keyof Identity;

/**
 * What a seed's file has instead of a key or a certificate.
 *
 * @param encoding kubeconfigs have PEM texts in base64
 */
export function placeholder(part: IdentityPart, name: string, encoding: 'text' | 'base64'): string {
  return `<seed ${part}${encoding === 'base64' ? ' base64' : ''} ${name}>`;
}

/**
 * The files that `kubeadm init` would write into the node: keys and certificates, kubeconfigs, static pods, and what the
 * kubelet reads.
 *
 * @returns by absolute path; a directory comes before what is in it
 * @throws {KindlingError} INTERNAL when the seed has nothing for such a cluster
 */
export function fillNodeFiles(seed: SeedFile, input: SeedInput, now: Date): Map<string, SeedNodeFile> {
  const rename = (name: string) => replaceMarkers(name, input);
  const identities = issueIdentities(seed.identities, { now, rename });
  const filled = ({ mode, text }: SeedNodeFile): SeedNodeFile =>
    text === undefined ? { mode } : { mode, text: withIdentities(rename(text), identities) };
  const { files } = seedConfigurations(seed, input.tuning);
  return new Map(Object.entries(files).map(([path, file]) => [path, filled(file)]));
}

function withIdentities(text: string, identities: ReadonlyMap<string, Identity>): string {
  return text.replace(PLACEHOLDER, (_, part: IdentityPart, base64: string | undefined, name: string) => {
    const pem = identities.get(name)?.[part] ?? '';
    return base64 === undefined ? pem : Buffer.from(pem).toString('base64');
  });
}
