import type { Identity } from '../pki/identity.js';

/** The parts of an identity. */
export type IdentityPart = keyof Identity;

const PLACEHOLDER = /<seed (certificate|privateKey|publicKey)( base64)? ([^>\s]+)>/g;

/** The name of the cluster's certificate authority among a seed's identities. */
export const CLUSTER_AUTHORITY = 'pki/ca';

/** The name of a kubelet, as a client of the API server, among a node's identities. */
export const KUBELET = 'kubelet';

/**
 * What a seed's text has instead of a key or a certificate.
 *
 * @param encoding kubeconfigs have PEM texts in base64
 */
export function placeholder(part: IdentityPart, name: string, encoding: 'text' | 'base64'): string {
  return `<seed ${part}${encoding === 'base64' ? ' base64' : ''} ${name}>`;
}

/**
 * Puts PEM texts in the place of their placeholders.
 *
 * @param inContext how a PEM text is written within the text. Default: nothing
 */
export function replacePlaceholders(
  text: string,
  identities: ReadonlyMap<string, Identity>,
  inContext: (pem: string) => string = (pem) => pem,
): string {
  return text.replace(PLACEHOLDER, (_, part: IdentityPart, base64: string | undefined, name: string) => {
    const pem = identities.get(name)?.[part] ?? '';
    return base64 === undefined ? inContext(pem) : Buffer.from(pem).toString('base64');
  });
}
