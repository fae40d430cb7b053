import type { Invocation } from '../invocation.js';
import { lines } from './lines.js';

/** Which command is meant: help, groups, unknown commands and numbers of arguments. */
export const commandLines: readonly Invocation[] = [
  ...lines(
    '',
    '-h',
    '--help',
    'help',
    'help create',
    'help get nodes',
    'help xyzzy',
    'help create xyzzy',
    'help -q xyzzy',
  ),
  ...lines('create', 'delete', 'get', 'export', 'load', 'build', 'completion', 'create -q', 'get -v 1', '-q get'),
  ...lines(
    'get -h',
    'get nodes --help',
    'get nodes -hq',

    'create cluster --help extra',
  ),
  ...lines(
    'create xyzzy',
    'delete xyzzy',
    'get xyzzy',
    'export xyzzy',
    'build xyzzy',
    'completion xyzzy',
    'load xyzzy',
  ),
  ...lines('xyzzy', 'crate', 'creat', 'DELETE', 'Get', 'versoin', '-q xyzzy', 'xyzzy -q', 'xyzzy -v 1', '-- version'),
  ...lines('create cluster a', 'delete cluster a', 'get clusters a', 'get nodes a b', 'get kubeconfig a'),
  ...lines('export kubeconfig a', 'export logs a b', 'build node-image a b', 'completion bash a', 'completion zsh a'),
  ...lines('load docker-image', 'load image-archive', 'load docker-image -n x', 'create cluster -- a'),
  { args: ['-h', 'get', 'nodes'], differs: ['helpTakesWord'] },
  { args: ['--help', 'xyzzy'], differs: ['helpTakesWord'] },
  { args: ['get', ''], about: 'an empty word' },
  { args: ['get', 'cluster'], about: 'a near miss', differs: ['hint'] },
  { args: ['load', 'docker'], about: 'a near miss', differs: ['hint'] },
  { args: ['delete', 'clusters'], about: 'no names', differs: ['hint'] },
  { args: ['delete', 'clusters', '-v', '1'], about: 'no names', differs: ['hint', 'stackTrace'] },
];
