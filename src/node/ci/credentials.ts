import { readFileSync } from 'node:fs';

export const ADMIN_KUBECONFIG = '/etc/kubernetes/admin.conf';

/** What makes an administrator of the cluster: PEM texts. */
export interface Credentials {
  ca: string;
  certificate: string;
  key: string;
}

/**
 * Reads an administrator's kubeconfig that kubeadm, or a seed, has written.
 *
 * @param path of the file
 * @throws when it cannot be read, or has no such data
 */
export function readCredentials(path = ADMIN_KUBECONFIG): Credentials {
  const text = readFileSync(path, 'utf8');
  const data = (field: string): string => {
    const found = new RegExp(`^\\s*${field}-data: (\\S+)$`, 'm').exec(text)?.[1];
    if (found === undefined) throw new Error(`${path} has no ${field}-data`);
    return Buffer.from(found, 'base64').toString();
  };
  return { ca: data('certificate-authority'), certificate: data('client-certificate'), key: data('client-key') };
}

/**
 * The administrator's kubeconfig for clients outside of the container. Cluster, user and context are named `kind` (spec
 * §10.1).
 *
 * @param server `https://host:port`
 */
export function kubeconfigFor(server: string, { ca, certificate, key }: Credentials): string {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  return `apiVersion: v1
kind: Config
clusters:
- name: kind
  cluster:
    certificate-authority-data: ${base64(ca)}
    server: ${server}
contexts:
- name: kind
  context:
    cluster: kind
    user: kind
current-context: kind
users:
- name: kind
  user:
    client-certificate-data: ${base64(certificate)}
    client-key-data: ${base64(key)}
`;
}
