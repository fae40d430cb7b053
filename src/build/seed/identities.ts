import { createPublicKey, X509Certificate } from 'node:crypto';
import { toBeSignedOf, withParticulars } from '../../pki/certificate.js';
import type { CertificateTemplate, IdentityTemplate } from '../../pki/identity.js';
import { keyAlgorithm, subjectPublicKeyInfo } from '../../pki/key-pair.js';
import { type IdentityPart, placeholder } from '../../seed/placeholders.js';
import type { SeedNodeFile } from '../../seed/seed.js';

/** kubeadm's files without its keys and certificates: what they are made from, and where they belong. */
export interface FilesAndIdentities {
  files: Record<string, SeedNodeFile>;
  identities: Record<string, IdentityTemplate>;
}

const PEM = /-----BEGIN ([A-Z ]+)-----[^-]+-----END \1-----\n/g;
/** The base64 of what begins with `-----BEGIN `. */
const PEM_IN_BASE64 = /LS0tLS1CRUdJTi[A-Za-z0-9+/]+=*/g;

/** DER of a sequence without parts. */
const EMPTY_SEQUENCE = Buffer.from([0x30, 0]);

/** Where kubeadm keeps keys and certificates: an authority is named by its file there, not by a kubeconfig with it. */
const PKI = '/etc/kubernetes/pki/';

/**
 * Takes keys and certificates out of kubeadm's files: each cluster has its own.
 *
 * @param files by absolute path
 * @param made when kubeadm ran
 */
export function extractIdentities(files: ReadonlyMap<string, SeedNodeFile>, made: Date): FilesAndIdentities {
  const own = [...files].sort(([a], [b]) => Number(b.startsWith(PKI)) - Number(a.startsWith(PKI)));
  const names = new Map<string, string>();
  const identities: Record<string, IdentityTemplate> = {};
  for (const [path, { text = '' }] of own) {
    for (const pem of pemsIn(text)) {
      const name = names.get(publicKeyOf(pem)) ?? path.replace(/^\/etc\/kubernetes\/|\.\w+$/g, '');
      names.set(publicKeyOf(pem), name);
      identities[name] = { ...identities[name], ...described(pem, made) };
    }
  }
  const replaced = (pem: string, encoding: 'text' | 'base64') =>
    placeholder(partOf(pem), names.get(publicKeyOf(pem)) ?? '', encoding);
  const emptied = ({ mode, text }: SeedNodeFile): SeedNodeFile => {
    if (text === undefined) return { mode };
    const withoutPem = text.replace(PEM, (pem) => replaced(pem, 'text'));
    return { mode, text: withoutPem.replace(PEM_IN_BASE64, (base64) => replaced(decoded(base64), 'base64')) };
  };
  return { files: Object.fromEntries([...files].map(([path, file]) => [path, emptied(file)])), identities };
}

function pemsIn(text: string): string[] {
  return [...(text.match(PEM) ?? []), ...(text.match(PEM_IN_BASE64) ?? []).map(decoded)];
}

function decoded(base64: string): string {
  return Buffer.from(base64, 'base64').toString();
}

function partOf(pem: string): IdentityPart {
  if (pem.includes('BEGIN CERTIFICATE')) return 'certificate';
  return pem.includes('PRIVATE') ? 'privateKey' : 'publicKey';
}

/** Of a key or a certificate: what all PEM texts of one identity have in common. */
function publicKeyOf(pem: string): string {
  return subjectPublicKeyInfo(pem).toString('base64');
}

function described(pem: string, made: Date): IdentityTemplate {
  const key = keyAlgorithm(createPublicKey(pem));
  return partOf(pem) === 'certificate' ? { key, certificate: certificateTemplate(pem, made) } : { key };
}

/** The certificate's particulars are emptied, so that a template is the same each time. */
function certificateTemplate(pem: string, made: Date): CertificateTemplate {
  const { raw, validFrom, validTo } = new X509Certificate(pem);
  const nothing = Buffer.alloc(0);
  const toBeSigned = withParticulars(toBeSignedOf(raw), {
    serialNumber: Buffer.from([0]),
    notBefore: new Date(0),
    notAfter: new Date(0),
    publicKey: EMPTY_SEQUENCE,
    keyIdentifier: nothing,
    issuerKeyIdentifier: nothing,
    rename: (name) => name,
  });
  return {
    toBeSigned: toBeSigned.toString('base64'),
    notBefore: secondsBetween(made, validFrom),
    notAfter: secondsBetween(made, validTo),
  };
}

/** To the minute: kubeadm has taken some moments. */
function secondsBetween(from: Date, to: string): number {
  // Less than half a minute before is rounded to -0.
  return (Math.round((Date.parse(to) - from.getTime()) / 60_000) + 0) * 60;
}
