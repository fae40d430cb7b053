import { type RunDialect, type RunHost, runArguments } from '../cli/run/arguments.js';
import type { ContainerSpec } from '../engine.js';

const dialect: RunDialect = {
  common: ['--restart=on-failure:1', '--init=false'],
  node: ['--security-opt', 'seccomp=unconfined', '--security-opt', 'apparmor=unconfined'],
  devMapper: 'never',
  userns: false,
  lowerCaseProtocol: false,
  anyPort: '0',
  anyIpv6Address: '[::]',
};

/** The arguments of `nerdctl run`, spec §3.5. Its anonymous volumes cannot be labelled. */
export function nerdctlRunArguments(spec: ContainerSpec, host: RunHost): string[] {
  return runArguments(spec, dialect, host, ['--volume', '/var']);
}
