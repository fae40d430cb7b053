import { type Der, encodeDer, TAG } from './der.js';
import type { IdentityTemplate } from './identity.js';

const HOUR = 60 * 60;
const YEAR = 365 * 24 * HOUR;

/** What DER calls things, hexadecimal. */
const [ECDSA_WITH_SHA256, COMMON_NAME] = ['2a8648ce3d040302', '550403'];
const [KEY_USAGE, EXTENDED_KEY_USAGE, BASIC_CONSTRAINTS] = ['551d0f', '551d25', '551d13'];
const [SUBJECT_KEY_IDENTIFIER, AUTHORITY_KEY_IDENTIFIER, SUBJECT_ALTERNATIVE_NAME] = ['551d0e', '551d23', '551d11'];
const SERVER = '2b06010505070301';

/** Bits of the usage of a key: digitalSignature, keyEncipherment, and for the authority keyCertSign. */
const [AUTHORITY_USAGE, SERVER_USAGE] = ['02a4', '05a0'];

/**
 * What a server's certificate is made from that nobody has issued one for: an authority that signs this one certificate,
 * as Kubernetes' programs make them (client-go: util/cert/cert.go), but with ECDSA keys.
 *
 * @param host the server's name
 * @param at a time as it is in the names: seconds since 1970
 */
export function selfSignedTemplates(
  host: string,
  at: number,
): { authority: IdentityTemplate; server: IdentityTemplate } {
  const authority = `${host}-ca@${at}`;
  const dnsName = { tag: 0x82, content: Buffer.from(host) };
  const keyIdentifier = { tag: TAG.octetString, content: Buffer.alloc(0) };
  return {
    authority: template(authority, authority, [
      extension(KEY_USAGE, bits(AUTHORITY_USAGE), 'critical'),
      extension(BASIC_CONSTRAINTS, sequence(truth), 'critical'),
      extension(SUBJECT_KEY_IDENTIFIER, keyIdentifier),
    ]),
    server: template(`${host}@${at}`, authority, [
      extension(KEY_USAGE, bits(SERVER_USAGE), 'critical'),
      extension(EXTENDED_KEY_USAGE, sequence(identifier(SERVER))),
      extension(BASIC_CONSTRAINTS, sequence(), 'critical'),
      extension(AUTHORITY_KEY_IDENTIFIER, sequence()),
      extension(SUBJECT_ALTERNATIVE_NAME, sequence(dnsName)),
    ]),
  };
}

/** A TBSCertificate (RFC 5280, section 4.1) with its particulars left out. */
function template(subject: string, issuer: string, extensions: readonly Der[]): IdentityTemplate {
  const version = { tag: 0xa0, content: [{ tag: TAG.integer, content: Buffer.from([2]) }] };
  const toBeSigned = sequence(
    version,
    { tag: TAG.integer, content: Buffer.from([0]) },
    sequence(identifier(ECDSA_WITH_SHA256)),
    named(issuer),
    sequence(),
    named(subject),
    sequence(),
    { tag: 0xa3, content: [sequence(...extensions)] },
  );
  return {
    key: { type: 'ec', namedCurve: 'P-256' },
    certificate: { toBeSigned: encodeDer(toBeSigned).toString('base64'), notBefore: -HOUR, notAfter: YEAR - HOUR },
  };
}

function named(commonName: string): Der {
  const text = { tag: TAG.utf8String, content: Buffer.from(commonName) };
  return sequence({ tag: TAG.set, content: [sequence(identifier(COMMON_NAME), text)] });
}

const truth: Der = { tag: TAG.boolean, content: Buffer.from([0xff]) };

function extension(id: string, value: Der, critical?: 'critical'): Der {
  const octets = { tag: TAG.octetString, content: encodeDer(value) };
  return sequence(identifier(id), ...(critical ? [truth] : []), octets);
}

function identifier(hexadecimal: string): Der {
  return { tag: TAG.objectIdentifier, content: Buffer.from(hexadecimal, 'hex') };
}

/** @param hexadecimal how many bits are not used, and the bits */
function bits(hexadecimal: string): Der {
  return { tag: TAG.bitString, content: Buffer.from(hexadecimal, 'hex') };
}

function sequence(...content: readonly Der[]): Der {
  return { tag: TAG.sequence, content };
}
