import { csvField } from '../cli/csv-field.js';
import { type RunDialect, type RunHost, runArguments } from '../cli/run/arguments.js';
import type { ContainerSpec } from '../engine.js';

const dialect: RunDialect = {
  common: ['--restart=on-failure:1', '--init=false', '--cgroupns=private'],
  node: ['--security-opt', 'seccomp=unconfined', '--security-opt', 'apparmor=unconfined'],
  devMapper: 'rootful',
  userns: true,
  lowerCaseProtocol: false,
  anyPort: '0',
  anyIpv6Address: '[::]',
};

/**
 * The arguments of `docker run`, spec §3.5, but that the volume on /var has labels: it is anonymous like upstream's,
 * so `docker rm -v` removes it, and still tells whose it is.
 */
export function dockerRunArguments(spec: ContainerSpec, host: RunHost): string[] {
  const options = Object.entries(spec.labels).map(([name, value]) => csvField(`volume-label=${name}=${value}`));
  return runArguments(spec, dialect, host, ['--mount', ['type=volume', 'target=/var', ...options].join(',')]);
}
