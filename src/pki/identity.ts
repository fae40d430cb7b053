import { KindlingError } from '../errors.js';
import {
  isIssuedBy,
  keyIdentifier,
  type Particulars,
  randomSerialNumber,
  signedCertificate,
  withParticulars,
} from './certificate.js';
import { type KeyAlgorithm, type KeyPair, keyPairOf, newKeyPair, privateKeyPem, publicKeyPem } from './key-pair.js';

/** What certificates of one purpose have in common. */
export interface CertificateTemplate {
  /** TBSCertificate of kubeadm's, base64; the certificate's particulars in it count for nothing. */
  readonly toBeSigned: string;
  /** Seconds from when it is issued until it is valid, and until it is no longer. */
  readonly notBefore: number;
  readonly notAfter: number;
}

/** What an identity is made from. That of service accounts is a key pair alone. */
export interface IdentityTemplate {
  readonly key: KeyAlgorithm;
  readonly certificate?: CertificateTemplate;
}

/** Key and certificate of a program or of an authority: PEM texts. */
export interface Identity {
  readonly certificate?: string;
  readonly privateKey: string;
  readonly publicKey: string;
}

export interface Issuance {
  now: Date;
  /** Replaces the markers in a name or an address by what they stand for. */
  rename: (name: string) => string;
  /** Names and addresses that certificates are for as well, by the name of the identity. Default: none. */
  furtherNames?: Readonly<Record<string, readonly string[]>>;
}

interface Drafted {
  name: string;
  keys: KeyPair;
  publicKey: Buffer;
  certificate?: CertificateTemplate & { readonly template: Buffer };
}

/**
 * Makes new keys, and certificates for them. Each is signed by the authority among them that its template names as its
 * issuer.
 *
 * @param given those that are there already, by name: they stay as they are
 * @throws {KindlingError} INTERNAL when that is missing
 */
export function issueIdentities(
  templates: Readonly<Record<string, IdentityTemplate>>,
  issuance: Issuance,
  given: ReadonlyMap<string, Identity> = new Map(),
): Map<string, Identity> {
  const drafts = Object.entries(templates).map(([name, template]) => draft(name, template, given.get(name)));
  return new Map(drafts.map((each) => [each.name, given.get(each.name) ?? issued(each, drafts, issuance)]));
}

function draft(name: string, { key, certificate }: IdentityTemplate, given: Identity | undefined): Drafted {
  const keys = given === undefined ? newKeyPair(key) : keyPairOf(given.privateKey);
  const publicKey = keys.publicKey.export({ format: 'der', type: 'spki' });
  if (certificate === undefined) return { name, keys, publicKey };
  const template = Buffer.from(certificate.toBeSigned, 'base64');
  return { name, keys, publicKey, certificate: { ...certificate, template } };
}

function issued(
  { name, keys, publicKey, certificate }: Drafted,
  all: readonly Drafted[],
  issuance: Issuance,
): Identity {
  const pair = { privateKey: privateKeyPem(keys), publicKey: publicKeyPem(keys) };
  if (certificate === undefined) return pair;
  const { template, notBefore, notAfter } = certificate;
  const issuer = all.find((other) => other.certificate && isIssuedBy(template, other.certificate.template));
  if (issuer === undefined) throw new KindlingError('INTERNAL', `the certificate of ${name} has no issuer`);
  const at = (seconds: number) => new Date(issuance.now.getTime() + seconds * 1000);
  const particulars: Particulars = {
    serialNumber: randomSerialNumber(),
    notBefore: at(notBefore),
    notAfter: at(notAfter),
    publicKey,
    keyIdentifier: keyIdentifier(publicKey),
    issuerKeyIdentifier: keyIdentifier(issuer.publicKey),
    rename: issuance.rename,
    furtherNames: issuance.furtherNames?.[name] ?? [],
  };
  return { ...pair, certificate: signedCertificate(withParticulars(template, particulars), issuer.keys.privateKey) };
}
