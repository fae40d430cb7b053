import type { Invocation } from '../invocation.js';
import { lines } from './lines.js';

const NAMED = { KIND_CLUSTER_NAME: 'from-env' };
const OTHER = 'apiVersion: v1\nkind: Config\nclusters: []\ncontexts: []\nusers: []\npreferences: {}\n';

/** Commands on an engine without clusters. */
export const noClusters: readonly Invocation[] = [
  ...lines(
    'get clusters',
    'get nodes',
    'get nodes -A',
    'get nodes -n nope',
    'get nodes --name=nope -A',
    'get clusters -q',
  ),
  ...lines(
    'get nodes -q',
    'get clusters -v 3',
    'get kubeconfig',
    'get kubeconfig -n nope',
    'get kubeconfig --internal',
  ),
  ...lines(
    'get kubeconfig -q',
    'export kubeconfig',
    'export kubeconfig --kubeconfig x',
    'export logs',
    'export logs -q',
  ),
  ...lines('export logs dir -n nope', 'delete cluster', 'delete cluster -n nope', 'delete cluster -q -n nope'),
  ...lines('delete clusters a b', 'delete clusters --all', 'delete clusters -A x', 'delete clusters -q a'),
  ...lines('load image-archive nope.tar', 'delete cluster --kubeconfig x', 'delete clusters --kubeconfig x a'),
  { args: ['get', 'kubeconfig', '-v', '1'], differs: ['stackTrace'] },
  { args: ['export', 'logs', '-v', '1'], differs: ['stackTrace'] },
  { args: ['load', 'docker-image', 'nope:1'], differs: ['hint'] },
  { args: ['load', 'docker-image', 'nope:1', 'nope:2', '--nodes', 'a,b'], differs: ['hint'] },
  { args: ['load', 'image-archive', 'a.tar'], files: { 'a.tar': 'x' } },
  { args: ['load', 'image-archive', 'a.tar', '--nodes', 'x'], files: { 'a.tar': 'x' } },
  { args: ['load', 'image-archive', 'a.tar', '-n', 'nope'], files: { 'a.tar': 'x' } },
  { args: ['load', 'image-archive', 'a.tar', 'nope.tar'], files: { 'a.tar': 'x' }, differs: ['advice'] },
  { args: ['load', 'image-archive', 'a.tar', 'b.tar'], files: { 'a.tar': 'x', 'b.tar': 'x' }, differs: ['advice'] },
  { args: ['delete', 'cluster', '-n', ''], differs: ['emptyName'] },
  { args: ['get', 'nodes', '-n', ''], env: NAMED, differs: ['emptyName'] },
  { args: ['delete', 'cluster', '-n', 'a "b"'], differs: ['engineCommand', 'engineReason'] },
];

const onTerminal = (line: string, env: Record<string, string> = {}): Invocation => ({
  args: line.split(' '),
  terminal: true,
  env: { TERM: 'xterm', ...env },
});

/** Colours, and what keeps them away. */
export const terminals: readonly Invocation[] = [
  onTerminal('xyzzy'),
  onTerminal('crate'),
  onTerminal('get nodes -n nope'),
  onTerminal('get kubeconfig -n nope'),
  onTerminal('delete cluster -n nope'),
  onTerminal('create cluster --name Bad_Name -q'),
  onTerminal('load image-archive nope.tar'),
  onTerminal('xyzzy -q'),
  onTerminal('xyzzy', { NO_COLOR: '' }),
  onTerminal('xyzzy', { NO_COLOR: '1' }),
  onTerminal('xyzzy', { TERM: 'dumb' }),
  onTerminal('xyzzy', { TERM: 'st-256color' }),
  onTerminal('xyzzy', { TERM: '' }),
  onTerminal('xyzzy', { TRAVIS: 'true', HAS_JOSH_K_SEAL_OF_APPROVAL: 'true' }),
  onTerminal('xyzzy', { TRAVIS: 'true' }),
];

/** Environment variables. */
export const variables: readonly Invocation[] = [
  ...['get nodes', 'get nodes -n flag', 'get nodes -A', 'get kubeconfig', 'export kubeconfig', 'export logs'].map(
    (line) => ({
      args: line.split(' '),
      env: NAMED,
    }),
  ),
  ...['delete cluster', 'delete clusters x', 'load image-archive a'].map((line) => ({
    args: line.split(' '),
    env: NAMED,
    files: { a: '' },
  })),
  { args: ['get', 'nodes'], env: { KIND_CLUSTER_NAME: '' } },
  { args: ['create', 'cluster'], env: { KIND_CLUSTER_NAME: 'Bad_Name' } },
  { args: ['get', 'clusters'], env: { KIND_EXPERIMENTAL_PODMAN_NETWORK: 'other' } },
  { args: ['get', 'clusters'], env: { NO_COLOR: '1', TERM: 'dumb' } },
  { args: ['delete', 'cluster'], env: { KUBECONFIG: 'a:b::a' }, files: { a: OTHER, b: OTHER } },
  { args: ['delete', 'cluster'], env: { KUBECONFIG: '' } },
  { args: ['delete', 'cluster'], about: 'the default file is read', files: { '.kube/config': OTHER } },
  { args: ['delete', 'cluster'], env: { KUBECONFIG: 'absent' } },
  { args: ['delete', 'cluster'], env: { KUBECONFIG: 'empty' }, files: { empty: '' } },
  { args: ['delete', 'cluster'], env: { KUBECONFIG: '/proc/nope/x' }, differs: ['missingKubeconfig'] },
  { args: ['delete', 'cluster'], env: { KUBECONFIG: 'k' }, files: { k: '{not: [yaml' }, differs: ['kubeconfigYaml'] },
  { args: ['delete', 'cluster', '--kubeconfig', 'k'], files: { k: '- a\n' }, differs: ['kubeconfigYaml'] },
  {
    args: ['delete', 'cluster'],
    about: 'a lock',
    env: { KUBECONFIG: 'k' },
    files: { k: '', 'k.lock': '' },
    differs: ['hint'],
  },
];
