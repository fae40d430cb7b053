/** The kubeconfig of somebody who has other clusters: with fields that are not kind's, in an order of their own. */
export const OTHER_CLUSTERS = `kind: Config
apiVersion: v1
preferences:
  colors: true
current-context: work
extra: { kept: true }
contexts:
- name: work
  context: { user: me, cluster: work, namespace: team }
clusters:
- name: work
  cluster:
    server: https://work.example:6443
    insecure-skip-tls-verify: true
users:
- name: me
  user:
    exec: { command: login, args: [--now], apiVersion: client.authentication.k8s.io/v1 }
`;

/** A kubeconfig that names a cluster of kind's, and others. */
export function kubeconfigWith(cluster: string, current = `kind-${cluster}`): string {
  const name = `kind-${cluster}`;
  return `apiVersion: v1
kind: Config
current-context: ${current}
clusters:
- name: work
  cluster: { server: "https://work.example:6443" }
- name: ${name}
  cluster: { server: "https://127.0.0.1:1" }
contexts:
- name: ${name}
  context: { cluster: ${name}, user: ${name} }
users:
- name: ${name}
  user: { token: old }
`;
}
