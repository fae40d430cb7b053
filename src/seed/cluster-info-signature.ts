import { createHmac } from 'node:crypto';

/** The `cluster-info` ConfigMap in etcd: what nodes that join trust because their token has signed it. */
export const CLUSTER_INFO_KEY = '/registry/configmaps/kube-public/cluster-info';

/**
 * The field of its data that has a token's signature.
 *
 * @param token `id.secret`
 */
export function signatureField(token: string): string {
  return `jws-kubeconfig-${token.split('.')[0]}`;
}

/**
 * Signs the kubeconfig in the `cluster-info` ConfigMap by a bootstrap token, as the controller manager does: who joins
 * trusts it by the signature. A JSON Web Signature without its payload (RFC 7515, appendix F), HMAC with SHA-256.
 *
 * @param content the kubeconfig, letter for letter
 * @param token `id.secret`
 */
export function signClusterInfo(content: string, token: string): string {
  const [id = '', secret = ''] = token.split('.');
  const header = base64url(JSON.stringify({ alg: 'HS256', kid: id }));
  const signature = createHmac('sha256', secret)
    .update(`${header}.${base64url(content)}`)
    .digest('base64url');
  return `${header}..${signature}`;
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}
