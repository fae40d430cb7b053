import { type RunDialect, type RunHost, runArguments } from '../cli/run/arguments.js';
import type { ContainerSpec } from '../engine.js';

const dialect: RunDialect = {
  common: ['--cgroupns=private', '-e', 'container=podman'],
  node: [],
  devMapper: 'always',
  userns: false,
  lowerCaseProtocol: true,
  anyPort: '',
  // netavark before 1.6 forwards nothing that is published at `::` (containers/netavark issue 636).
  anyIpv6Address: '',
};

/**
 * The arguments of `podman run`, spec §3.5.
 *
 * @param volume name of the node's volume for /var; undefined: none (load balancers)
 * @param idFile absolute path of a file that podman writes the container's ID to as soon as it exists
 */
export function podmanRunArguments(
  spec: ContainerSpec,
  host: RunHost,
  volume: string | undefined,
  idFile?: string,
): string[] {
  const [run = 'run', ...args] = runArguments(
    spec,
    dialect,
    host,
    volume === undefined ? [] : ['--volume', `${volume}:/var:suid,exec,dev`],
  );
  return idFile === undefined ? [run, ...args] : [run, '--cidfile', idFile, ...args];
}
