import { createHash, type KeyObject, randomBytes, sign } from 'node:crypto';
import { bytesOf, type Der, decodeDer, encodeDer, partsOf, TAG } from './der.js';
import { changedNames } from './subject-alternative-names.js';

/** Extensions by the content of their identifier, hexadecimal (RFC 5280, section 4.2.1). */
const SUBJECT_KEY_IDENTIFIER = '551d0e';
const AUTHORITY_KEY_IDENTIFIER = '551d23';
const SUBJECT_ALTERNATIVE_NAME = '551d11';
const KEY_USAGE = '551d0f';

/** The usage digitalSignature alone: one bit, and seven that are not used (RFC 5280, section 4.2.1.3). */
const SIGNATURES_ONLY = Buffer.from([7, 0x80]);

/** What Go writes texts in directory names as. */
const STRINGS: readonly number[] = [TAG.utf8String, TAG.printableString];

/** What is different in each certificate that is issued from one template. */
export interface Particulars {
  /** Positive, big-endian. */
  serialNumber: Buffer;
  notBefore: Date;
  notAfter: Date;
  /** The certified key: SubjectPublicKeyInfo. */
  publicKey: Buffer;
  /** Of the certified key, and of the key that signs; RFC 5280 leaves the choice of them to the issuer. */
  keyIdentifier: Buffer;
  issuerKeyIdentifier: Buffer;
  /** Replaces the markers in a name or an address by what they stand for. */
  rename: (name: string) => string;
  /** Names and addresses that a certificate with names is for as well. Default: none. */
  furtherNames?: readonly string[];
}

/** The parts of a TBSCertificate of version 3 with extensions (RFC 5280, section 4.1). */
interface Parts {
  version: Der;
  signature: Der;
  issuer: Der;
  subject: Der;
  extensions: readonly Der[];
}

/**
 * Copies what is to be signed of a certificate, with other particulars: subject, issuer, usages, constraints and the
 * order of extensions stay as they are.
 *
 * @param template TBSCertificate
 * @returns TBSCertificate
 */
export function withParticulars(template: Buffer, particulars: Particulars): Buffer {
  const { version, signature, issuer, subject, extensions } = partsOfTemplate(template);
  const { serialNumber, notBefore, notAfter, publicKey, rename } = particulars;
  return encodeDer(
    sequence([
      version,
      { tag: TAG.integer, content: serialNumber },
      signature,
      issuer,
      sequence([time(notBefore), time(notAfter)]),
      renamed(subject, rename),
      decodeDer(publicKey),
      extensionsPart(extensions.map((extension) => changedExtension(extension, particulars))),
    ]),
  );
}

/**
 * The template for a key that may sign and nothing else.
 *
 * @param template TBSCertificate
 * @returns TBSCertificate
 */
export function forSignaturesOnly(template: Buffer): Buffer {
  const parts = partsOf(decodeDer(template));
  const extensions = partsOfTemplate(template).extensions.map((extension) =>
    identifierOf(extension) === KEY_USAGE
      ? withValue(extension, { tag: TAG.bitString, content: SIGNATURES_ONLY })
      : extension,
  );
  return encodeDer(sequence([...parts.slice(0, -1), extensionsPart(extensions)]));
}

/** The certificate of a TBSCertificate, PEM. The template's algorithm has to be one of the issuer's, with SHA-256. */
export function signedCertificate(toBeSigned: Buffer, issuerKey: KeyObject): string {
  const signature = Buffer.concat([Buffer.from([0]), sign('sha256', toBeSigned, issuerKey)]);
  const parts = [
    decodeDer(toBeSigned),
    partsOfTemplate(toBeSigned).signature,
    { tag: TAG.bitString, content: signature },
  ];
  return pem(encodeDer(sequence(parts)));
}

/** Whether two templates' names say that a certificate of the first is issued by one of the second. */
export function isIssuedBy(template: Buffer, authority: Buffer): boolean {
  return encodeDer(partsOfTemplate(template).issuer).equals(encodeDer(partsOfTemplate(authority).subject));
}

/** The TBSCertificate of a certificate. */
export function toBeSignedOf(certificate: Buffer): Buffer {
  const [toBeSigned] = partsOf(decodeDer(certificate)) as [Der];
  return encodeDer(toBeSigned);
}

/** The leftmost 160 bits of the key's SHA-256 (RFC 7093, section 2, method 1), as Go's library has it. */
export function keyIdentifier(publicKey: Buffer): Buffer {
  const [, key] = partsOf(decodeDer(publicKey)) as [Der, Der];
  // Before the bits comes the number of those that are not used.
  return createHash('sha256').update(bytesOf(key).subarray(1)).digest().subarray(0, 20);
}

/** 63 random bits, as many as kubeadm takes, the first of them set: so the number needs no byte for its sign. */
export function randomSerialNumber(): Buffer {
  const number = randomBytes(8);
  number[0] = ((number[0] as number) & 0x7f) | 0x40;
  return number;
}

function partsOfTemplate(template: Buffer): Parts {
  type Eight = [Der, Der, Der, Der, Der, Der, Der, Der];
  const [version, , signature, issuer, , subject, , extensions] = partsOf(decodeDer(template)) as Eight;
  const [list] = partsOf(extensions) as [Der];
  return { version, signature, issuer, subject, extensions: partsOf(list) };
}

/** The last part of a TBSCertificate. */
function extensionsPart(extensions: readonly Der[]): Der {
  return { tag: 0xa3, content: [sequence(extensions)] };
}

function changedExtension(extension: Der, particulars: Particulars): Der {
  const { keyIdentifier, issuerKeyIdentifier, rename, furtherNames } = particulars;
  switch (identifierOf(extension)) {
    case SUBJECT_KEY_IDENTIFIER:
      return withValue(extension, { tag: TAG.octetString, content: keyIdentifier });
    case AUTHORITY_KEY_IDENTIFIER:
      return withValue(extension, sequence([{ tag: 0x80, content: issuerKeyIdentifier }]));
    case SUBJECT_ALTERNATIVE_NAME:
      return withValue(extension, changedNames(extensionValue(extension), rename, furtherNames));
    default:
      return extension;
  }
}

/** An extension is its identifier, TRUE if it is critical, and its value within an octet string. */
function identifierOf(extension: Der): string {
  return bytesOf(partsOf(extension)[0] as Der).toString('hex');
}

function extensionValue(extension: Der): Der {
  return decodeDer(bytesOf(partsOf(extension).at(-1) as Der));
}

function withValue(extension: Der, value: Der): Der {
  return sequence([...partsOf(extension).slice(0, -1), { tag: TAG.octetString, content: encodeDer(value) }]);
}

/** A directory name: a sequence of sets of pairs of identifier and text. */
function renamed(name: Der, rename: Particulars['rename']): Der {
  const { tag, content } = name;
  if (!Buffer.isBuffer(content)) return { tag, content: content.map((part) => renamed(part, rename)) };
  return STRINGS.includes(tag) ? { tag, content: Buffer.from(rename(content.toString())) } : name;
}

/** RFC 5280, section 4.1.2.5: UTCTime through the year 2049. */
function time(date: Date): Der {
  const text = date.toISOString().replace(/\.\d+Z$|[-:T]/g, (match) => (match.startsWith('.') ? 'Z' : ''));
  return date.getUTCFullYear() < 2050
    ? { tag: TAG.utcTime, content: Buffer.from(text.slice(2)) }
    : { tag: TAG.generalizedTime, content: Buffer.from(text) };
}

function sequence(content: readonly Der[]): Der {
  return { tag: TAG.sequence, content };
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
