import { createPrivateKey, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { keyIdentifier, randomSerialNumber, signedCertificate, toBeSignedOf, withParticulars } from './certificate.js';
import { subjectPublicKeyInfo } from './key-pair.js';

/** An authority's certificate and key: PEM texts. */
export interface SigningAuthority {
  readonly certificate: string;
  readonly privateKey: string;
}

/**
 * A certificate like one that is there, for the same key and as long, that is good for further names. It must have the
 * extension for names already (RFC 5280, section 4.2.1.6).
 *
 * @param certificate PEM text
 * @param authority what it was signed by
 * @param names DNS names and addresses; those that it has already are ignored
 * @returns PEM text; the same one when nothing is missing
 */
export function withFurtherNames(certificate: string, authority: SigningAuthority, names: readonly string[]): string {
  const present = new X509Certificate(certificate);
  if (names.every((name) => isFor(present, name))) return certificate;
  const publicKey = subjectPublicKeyInfo(certificate);
  const toBeSigned = withParticulars(toBeSignedOf(present.raw), {
    serialNumber: randomSerialNumber(),
    notBefore: new Date(present.validFrom),
    notAfter: new Date(present.validTo),
    publicKey,
    keyIdentifier: keyIdentifier(publicKey),
    issuerKeyIdentifier: keyIdentifier(subjectPublicKeyInfo(authority.certificate)),
    rename: (name) => name,
    furtherNames: names,
  });
  return signedCertificate(toBeSigned, createPrivateKey(authority.privateKey));
}

/** Whether a certificate is for exactly this DNS name or address. */
export function isFor(certificate: X509Certificate, name: string): boolean {
  const found = isIP(name) === 0 ? certificate.checkHost(name, { wildcards: false }) : certificate.checkIP(name);
  return found !== undefined;
}
