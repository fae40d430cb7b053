import { X509Certificate } from 'node:crypto';
import { toBeSignedOf } from '../certificate.js';
import type { IdentityTemplate } from '../identity.js';
import { opensslCertificate } from './openssl-certificate.js';

const YEAR = 365 * 24 * 60 * 60;

/**
 * A template for tests, from a certificate that openssl has made. Its key is of the curve P-256.
 *
 * @param subject `/O=group/CN=name`
 * @param issuer of the same form; that of the authority's template
 * @param extensions `basicConstraints=CA:TRUE`
 * @param notAfter seconds that its certificates are valid. Default: a year
 */
export function identityTemplate(
  subject: string,
  issuer: string,
  extensions: readonly string[],
  notAfter = YEAR,
): IdentityTemplate {
  const { raw } = new X509Certificate(opensslCertificate(subject, issuer, extensions).certificate);
  const toBeSigned = toBeSignedOf(raw).toString('base64');
  return { key: { type: 'ec', namedCurve: 'prime256v1' }, certificate: { toBeSigned, notBefore: -300, notAfter } };
}
