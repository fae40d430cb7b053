import type { Invocation } from '../invocation.js';
import { lines } from './lines.js';

const versions = (...texts: string[]): Invocation[] =>
  lines(...texts).map((invocation) => ({ ...invocation, differs: ['version'] }));

/** Flags and their values. */
export const flags: readonly Invocation[] = [
  ...versions('version', 'version -q', 'version a b', '--version', '-q --version', '-v 1 version', '-v1 version'),
  ...versions(
    '--quiet=false version',
    'version --quiet=true',
    'version --',
    'version -v=0x1',
    '--verbosity=-1 version',
  ),
  ...lines('--version=false', '--version=maybe', 'version --version', 'version --xyzzy', 'version -n x'),
  ...lines('--xyzzy', '-z', '-zq', '-vq', '-v', '-v x', '-v 99999999999', '-v=1', '--verbosity 1.5 version', '-qv x'),
  ...lines('--quiet=maybe', '--name', '-q=false', 'xyzzy --quiet=0', '--=', '---', '--=x', '-=', '-'),
  ...lines(
    'create cluster --wait 5',
    'create cluster --wait abc',
    'create cluster --wait=5x',
    'create cluster --wait=-5',
  ),
  ...lines(
    'create cluster --wait',
    'create cluster --wait=',
    'create cluster --wait 1.s.s',
    'create cluster --wait 5 -q',
  ),
  ...lines('create cluster --wait 9999999h', 'create cluster --wait abc -v 1', 'create cluster --retain=perhaps'),
  ...lines(
    'create cluster --xyzzy',
    'create cluster -z',
    'create cluster -zn',
    'create cluster -n',
    'create cluster --config',
  ),
  ...lines('get nodes --all-clusters=x', 'get nodes -A -n', 'get kubeconfig --internal=2', 'get clusters --name x'),
  ...lines(
    'delete clusters --all=7',
    'delete cluster --all',
    'delete cluster --kubeconfig',
    'export logs --kubeconfig x',
  ),
  ...lines('load docker-image --nodes', 'load docker-image --nodes "a x', 'load docker-image --nodes a"b x'),
  ...lines('load image-archive --nodes a,"b"c x'),
  { args: ['create', 'cluster', '--wait', ''], about: 'an empty duration' },
  { args: ['create', 'cluster', '--nam', 'x'], about: 'a near miss', differs: ['hint'] },
  { args: ['create', 'cluster', '--Name', 'x'], about: 'a near miss', differs: ['hint'] },
];

/** What shells ask for, with the scripts that upstream's kind or ours have given them. */
export const completion: readonly Invocation[] = [
  ...lines(
    '__complete',
    '__completeNoDesc',
    '__complete get x',
    '__complete create cluster --w',
    '__complete -v 1 create cl',
  ),
  ...lines('__completeNoDesc export k'),
  { args: ['__complete', 'get', ''], differs: ['completesMore'] },
  { args: ['__completeNoDesc', 'get', ''], differs: ['completesMore'] },
  { args: ['__completeNoDesc', 'completion', ''] },
  { args: ['__complete', 'create', 'cluster', '--config', ''] },
  { args: ['__complete', 'load', 'image-archive', ''] },
  { args: ['__complete', ''], differs: ['completesMore'] },
  { args: ['__complete', 'get', 'nodes', '--'], differs: ['completesMore'] },
  { args: ['__complete', 'get', 'nodes', '--name', ''], differs: ['completesMore'] },
  { args: ['__complete', 'delete', 'clusters', ''], differs: ['completesMore'] },
  { args: ['__complete', 'export', 'logs', ''], differs: ['completesMore'] },
  { args: ['__complete', 'xyzzy', ''], differs: ['completesMore'] },
];
