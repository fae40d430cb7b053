import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { KindlingError } from '../errors.js';

/** What kind of key pair kubeadm makes. */
export type KeyAlgorithm =
  | { readonly type: 'ec'; readonly namedCurve: string }
  | { readonly type: 'rsa'; readonly modulusLength: number };

export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/**
 * @param key public or private
 * @throws {KindlingError} BUILD_FAILED for a kind that kubeadm did not make when this was written
 */
export function keyAlgorithm(key: KeyObject): KeyAlgorithm {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type === 'ec' && details?.namedCurve) return { type, namedCurve: details.namedCurve };
  if (type === 'rsa' && details?.modulusLength) return { type, modulusLength: details.modulusLength };
  throw new KindlingError('BUILD_FAILED', `a key of kubeadm's is of an unknown kind: ${type}`);
}

export function newKeyPair(algorithm: KeyAlgorithm): KeyPair {
  return algorithm.type === 'ec'
    ? generateKeyPairSync('ec', { namedCurve: algorithm.namedCurve })
    : generateKeyPairSync('rsa', { modulusLength: algorithm.modulusLength });
}

/** @param pem PEM text of the private key */
export function keyPairOf(pem: string): KeyPair {
  return { privateKey: createPrivateKey(pem), publicKey: createPublicKey(pem) };
}

/** PEM text of the form that kubeadm writes: `EC PRIVATE KEY` (RFC 5915) or `RSA PRIVATE KEY` (RFC 8017). */
export function privateKeyPem({ privateKey }: KeyPair): string {
  const type = privateKey.asymmetricKeyType === 'ec' ? 'sec1' : 'pkcs1';
  return privateKey.export({ format: 'pem', type }) as string;
}

/** PEM text, `PUBLIC KEY`. */
export function publicKeyPem({ publicKey }: KeyPair): string {
  return publicKey.export({ format: 'pem', type: 'spki' }) as string;
}

/** The public half of what a PEM text says: a certificate's, a private key's, or itself. DER, SubjectPublicKeyInfo. */
export function subjectPublicKeyInfo(pem: string): Buffer {
  return createPublicKey(pem).export({ format: 'der', type: 'spki' });
}
