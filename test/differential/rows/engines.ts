import type { DifferenceName } from '../differences.js';
import type { Invocation } from '../invocation.js';
import { OTHER_CLUSTERS } from './kubeconfigs.js';

const DEAD = { KIND_EXPERIMENTAL_PROVIDER: 'docker', DOCKER_HOST: 'unix:///nowhere/docker.sock' };

const dead = (line: string, ...differs: DifferenceName[]): Invocation => ({
  args: line.split(' '),
  about: 'no daemon',
  env: DEAD,
  files: { 'a.tar': '' },
  differs: ['deadEngine', ...differs],
});

/** How the engine is chosen, and engines that are not there or do not answer. */
export const engines: readonly Invocation[] = [
  ...['docker', 'podman', 'nerdctl', 'finch', 'nerdctl.lima'].map(
    (name): Invocation => ({
      args: ['get', 'clusters'],
      noEngines: true,
      env: { KIND_EXPERIMENTAL_PROVIDER: name },
      differs: ['engineCommand', 'hint'],
    }),
  ),
  ...['', 'rkt', 'Podman'].map(
    (name): Invocation => ({
      args: ['get', 'clusters'],
      about: 'no daemon of docker',
      env: { ...DEAD, KIND_EXPERIMENTAL_PROVIDER: name },
      differs: ['deadEngine', 'hint'],
    }),
  ),
  dead('get clusters', 'hint'),
  dead('get nodes', 'hint'),
  dead('get nodes -A', 'hint'),
  dead('get kubeconfig', 'hint'),
  dead('export kubeconfig', 'hint'),
  dead('export logs', 'hint'),
  dead('load image-archive a.tar', 'hint'),
  dead('delete cluster', 'hint'),
  dead('delete clusters --all', 'hint'),
  dead('delete clusters a b'),
  dead('create cluster', 'hint'),
  {
    args: ['create', 'cluster', '--image', '127.0.0.1:1/none:x'],
    about: 'a registry that is not there; takes half a minute of trying',
    files: { '.kube/config': OTHER_CLUSTERS },
    differs: ['failedPull', 'hint'],
  },
  dead('create cluster --name Bad_Name', 'hint'),
];
