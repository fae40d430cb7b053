import type { Invocation } from '../invocation.js';
import { kubeconfigWith, OTHER_CLUSTERS } from './kubeconfigs.js';
import { lines } from './lines.js';

const archive = { 'a.tar': 'x' };

/** A story: each command line finds what those before it have left. */
export const stoppedClusters: readonly Invocation[] = [
  ...lines('get clusters', 'get clusters -q', 'get clusters -v 1'),
  ...lines('get nodes -n a', 'get nodes', 'get nodes -A', 'get nodes -A -n b', 'get nodes -n A'),
  { args: ['get', 'nodes'], env: { KIND_CLUSTER_NAME: 'd' } },
  { args: ['__complete', 'delete', 'cluster', '-n', ''], differs: ['completesMore'] },
  ...lines('get kubeconfig -n c', 'export kubeconfig -n c', 'get kubeconfig -n c -q'),
  { args: ['get', 'kubeconfig', '-n', 'a'], differs: ['engineReason'] },
  { args: ['get', 'kubeconfig', '-n', 'd'], differs: ['engineReason'] },
  { args: ['get', 'kubeconfig', '-n', 'e', '--internal'], differs: ['engineReason'] },
  {
    args: ['export', 'kubeconfig', '-n', 'e'],
    files: { '.kube/config': OTHER_CLUSTERS },
    differs: ['engineReason'],
  },
  { args: ['load', 'image-archive', 'a.tar', '-n', 'a', '--nodes', 'x'], files: archive, differs: ['hint'] },
  {
    args: ['load', 'image-archive', 'a.tar', '-n', 'a', '--nodes', 'a-worker,b-worker'],
    files: archive,
    differs: ['hint'],
  },
  {
    args: ['load', 'image-archive', 'a.tar', '-n', 'a', '--nodes', 'a-external-load-balancer'],
    files: archive,
    differs: ['hint'],
  },
  { args: ['load', 'image-archive', 'nope.tar', '-n', 'a'] },
  { args: ['create', 'cluster', '-n', 'b'], differs: ['hint'] },
  { args: ['create', 'cluster', '-n', 'b', '--image', 'x', '--retain', '--wait', '1m', '-v', '0'], differs: ['hint'] },
  {
    args: ['create', 'cluster', '--config', '-'],
    stdin: 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nname: c\nnetworking: { ipFamily: x }\n',
    differs: ['hint'],
  },
  { args: ['create', 'cluster'], env: { KIND_CLUSTER_NAME: 'e' }, differs: ['hint'] },
  ...lines('get clusters', 'delete cluster -n e -q', 'delete cluster -n e', 'get clusters'),
  {
    args: ['delete', 'cluster', '-n', 'b'],
    env: { KUBECONFIG: 'one:two:absent:three' },
    files: { one: kubeconfigWith('b'), two: kubeconfigWith('b', 'work'), three: OTHER_CLUSTERS },
  },
  { args: ['delete', 'clusters', 'zz', 'c', 'c'], files: { '.kube/config': kubeconfigWith('c') } },
  ...lines('get nodes -n c', 'get clusters'),
  {
    args: ['delete', 'clusters', '--all', '--kubeconfig', 'k'],
    files: { k: kubeconfigWith('a'), '.kube/config': kubeconfigWith('a') },
  },
  ...lines('get clusters', 'get nodes -A', 'delete clusters --all'),
];
