import type { Invocation } from '../invocation.js';
import { kubeconfigWith, OTHER_CLUSTERS } from './kubeconfigs.js';

const CONFIG = `kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
nodes:
- role: control-plane
- role: worker
`;

/** Makes a cluster with a worker, beside other clusters in the user's kubeconfig. */
export function createRow(cluster: string, image: string): Invocation {
  return {
    args: ['create', 'cluster', '-n', cluster, '--config', 'cluster.yaml', '--image', image, '--wait', '3m'],
    files: { 'cluster.yaml': CONFIG, '.kube/config': OTHER_CLUSTERS },
    differs: ['farewell', 'elapsed', 'credentials'],
  };
}

/** What can be done with a cluster without changing it. */
export function rowsOfCluster(cluster: string): readonly Invocation[] {
  const named = (...words: string[]) => [...words, '-n', cluster];
  const fails = { files: { k: '{not: [yaml' }, env: { KUBECONFIG: 'k' } };
  return [
    { args: ['get', 'clusters'] },
    { args: ['get', 'clusters', '-v', '3'] },
    { args: ['get', 'nodes', '-A'] },
    { args: named('get', 'nodes') },
    { args: ['get', 'nodes'], env: { KIND_CLUSTER_NAME: cluster } },
    { args: named('get', 'kubeconfig') },
    { args: named('get', 'kubeconfig', '-q') },
    { args: named('get', 'kubeconfig', '--internal') },
    { args: named('export', 'kubeconfig') },
    { args: named('export', 'kubeconfig', '--internal') },
    { args: named('export', 'kubeconfig'), about: 'beside others', files: { '.kube/config': OTHER_CLUSTERS } },
    {
      args: named('export', 'kubeconfig'),
      about: 'over an older entry',
      files: { '.kube/config': kubeconfigWith(cluster, 'work') },
    },
    { args: named('export', 'kubeconfig', '-q', '--kubeconfig', 'new/directory/file') },
    { args: named('export', 'kubeconfig', '--kubeconfig', 'k'), files: { k: '', '.kube/config': OTHER_CLUSTERS } },
    {
      args: named('export', 'kubeconfig'),
      env: { KUBECONFIG: 'absent:two::three' },
      files: { two: OTHER_CLUSTERS, three: kubeconfigWith(cluster) },
    },
    { args: named('export', 'kubeconfig'), env: { KUBECONFIG: 'absent:also-absent' } },
    {
      args: named('export', 'kubeconfig'),
      about: 'a plain "yes"',
      files: { '.kube/config': `kept: yes\n${OTHER_CLUSTERS}` },
      differs: ['plainScalars'],
    },
    { args: named('export', 'kubeconfig'), ...fails, differs: ['kubeconfigYaml'] },
    { args: named('create', 'cluster'), differs: ['hint'] },
    { args: named('load', 'image-archive', 'a.tar', '--nodes', 'x'), files: { 'a.tar': '' }, differs: ['hint'] },
    { args: named('export', 'logs', 'logs'), differs: ['logs'] },
  ];
}

type LoadRow = (cluster: string, image: string) => Invocation;

/** Images of Docker, into a cluster that has none of them at first. */
export const loadImageRows: readonly LoadRow[] = [
  (cluster, image) => ({ args: ['load', 'docker-image', `${image}:1`, '-n', cluster, '--nodes', `${cluster}-worker`] }),
  (cluster, image) => ({ args: ['load', 'docker-image', `${image}:1`, '-n', cluster], about: 'one node has it' }),
  (cluster, image) => ({ args: ['load', 'docker-image', `${image}:1`, '-n', cluster], about: 'again' }),
  (cluster, image) => ({ args: ['load', 'docker-image', `${image}:1`, `${image}:1`, '-n', cluster], about: 'twice' }),
  (cluster, image) => ({ args: ['load', 'docker-image', `${image}:same`, '-n', cluster], about: 'another name' }),
  (cluster, image) => ({ args: ['load', 'docker-image', `${image}:1`, `${image}:2`, '-n', cluster] }),
  (cluster, image) => ({ args: ['load', 'docker-image', `${image}:2`, `${image}:same`, '-n', cluster, '-q'] }),
  (cluster, image) => ({
    args: ['load', 'docker-image', `${image}:1`, '-n', cluster, '--nodes', 'x'],
    differs: ['hint'],
  }),
  (cluster, image) => ({
    args: ['load', 'docker-image', `${image}:1`, `${image}:absent`, '-n', cluster],
    differs: ['hint'],
  }),
];

/** An archive by its path. */
export const loadArchiveRows: readonly LoadRow[] = [
  (cluster, archive) => ({ args: ['load', 'image-archive', archive, '-n', cluster, '--nodes', `${cluster}-worker`] }),
  (cluster, archive) => ({ args: ['load', 'image-archive', archive, '--name', cluster] }),
  (cluster, archive) => ({ args: ['load', 'image-archive', archive, '-n', cluster], about: 'again' }),
];

/** Deletes a cluster and its entries in the user's kubeconfig. */
export function deleteRow(cluster: string): Invocation {
  return { args: ['delete', 'cluster', '--name', cluster], files: { '.kube/config': kubeconfigWith(cluster) } };
}
