import { execFileSync } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** PEM texts. */
export interface Signed {
  certificate: string;
  privateKey: string;
  /** The certificate of the issuer. */
  authority: string;
}

/**
 * A certificate of openssl's for a new key, for tests. The issuer's key is new, too.
 *
 * @param subject `/O=group/CN=name`
 * @param issuer of the same form; the name that the certificate has as its issuer's
 * @param extensions `basicConstraints=CA:TRUE`
 */
export function opensslCertificate(subject: string, issuer: string, extensions: readonly string[]): Signed {
  const directory = mkdtempSync(join(tmpdir(), 'kindling-pki-'));
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: directory, stdio: 'ignore' });
  const read = (name: string) => readFileSync(join(directory, name), 'utf8');
  try {
    const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    openssl(...request, '-subj', issuer, '-keyout', 'ca.key', '-out', 'ca.crt');
    const by = ['-CA', 'ca.crt', '-CAkey', 'ca.key'];
    const wanted = extensions.flatMap((extension) => ['-addext', extension]);
    openssl(...request, '-subj', subject, ...by, ...wanted, '-keyout', 'own.key', '-out', 'own.crt');
    const privateKey = createPrivateKey(read('own.key')).export({ format: 'pem', type: 'sec1' });
    return { certificate: read('own.crt'), privateKey: privateKey as string, authority: read('ca.crt') };
  } finally {
    rmSync(directory, { recursive: true });
  }
}
