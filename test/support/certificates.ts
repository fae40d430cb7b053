import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';

/** Whatever is different in each certificate of the same purpose. */
const PARTICULARS = 'no_serial,no_validity,no_pubkey,no_sigdump';

/**
 * What a certificate is for and what it may be used for, as openssl writes it: subject, issuer, algorithm of the
 * signature, and extensions in their order; and its key's kind and how long it is valid, to the minute.
 *
 * @param pem PEM text
 */
export function purposeOf(pem: string): string {
  const text = openssl(pem, 'x509', '-noout', '-text', '-certopt', PARTICULARS);
  const { publicKey, validFrom, validTo } = new X509Certificate(pem);
  const minutes = Math.round((Date.parse(validTo) - Date.parse(validFrom)) / 60_000);
  const key = [publicKey.asymmetricKeyType, JSON.stringify(publicKey.asymmetricKeyDetails)].join(' ');
  // The identifiers of keys.
  return `${text.replace(/^( *)(keyid:)?([0-9A-F]{2}:){19}[0-9A-F]{2}$/gm, '$1$2KEY')}${key}, ${minutes} min\n`;
}

/**
 * Lets openssl judge a certificate.
 *
 * @param use `sslserver` or `sslclient`
 * @throws with openssl's reason when the certificate is not good for it
 */
export function verify(pem: string, files: { authority: string }, use: 'sslserver' | 'sslclient'): void {
  openssl(pem, 'verify', '-purpose', use, '-CAfile', files.authority);
}

function openssl(input: string, ...args: string[]): string {
  return execFileSync('openssl', args, { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });
}
