import { readFile } from 'node:fs/promises';
import type { Tree } from '../rootfs/tree.js';

const STORE = '/usr/share/ca-certificates';

/**
 * Writes /etc/ssl/certs/ca-certificates.crt, the bundle of all of Mozilla's root certificates, and
 * /etc/ca-certificates.conf, so that update-ca-certificates(8) can be used in a node to add more.
 */
export async function writeCertificateBundle(tree: Tree): Promise<void> {
  const names = (await tree.list(`${STORE}/mozilla`)).filter((name) => name.endsWith('.crt'));
  const certificates = await Promise.all(
    names.map(async (name) => (await readFile(tree.at(`${STORE}/mozilla/${name}`), 'utf8')).trimEnd()),
  );
  await tree.file('/etc/ca-certificates.conf', names.map((name) => `mozilla/${name}\n`).join(''));
  await tree.file('/etc/ssl/certs/ca-certificates.crt', certificates.map((text) => `${text}\n`).join(''));
  await tree.dir('/usr/local/share/ca-certificates');
}
