import type { BindMount, ContainerSpec, PortPublish } from '../../engine.js';
import { environmentArguments } from '../exec.js';

/** What the run arguments depend on besides the container: the engine and its host. */
export interface RunHost {
  rootless: boolean;
  /** Docker's user namespace remapping is on. */
  usernsRemap: boolean;
  storageDriver: string;
  backingFilesystem: string;
  /** `/lib/modules` is there. */
  libModules: boolean;
}

/** Where the engines' `run` differ: the columns of the table in spec §3.5. */
export interface RunDialect {
  /** Arguments that every container gets. */
  common: readonly string[];
  /** Arguments that nodes get. */
  node: readonly string[];
  /** `/dev/mapper` is handed in where the storage needs it. */
  devMapper: 'always' | 'rootful' | 'never';
  userns: boolean;
  lowerCaseProtocol: boolean;
  /** How a host port of any number is written. */
  anyPort: '0' | '';
  /** How the address `::` is written; an empty one means every address of both families. */
  anyIpv6Address: '[::]' | '';
}

/**
 * The arguments of `run` after the engine's name, spec §3.5.
 *
 * @param varVolume the arguments that give a node its own volume on /var
 */
export function runArguments(
  spec: ContainerSpec,
  dialect: RunDialect,
  host: RunHost,
  varVolume: readonly string[],
): string[] {
  return [
    'run',
    ...['--name', spec.name, '--hostname', spec.hostname],
    ...Object.entries(spec.labels).flatMap(([name, value]) => ['--label', `${name}=${value}`]),
    ...(spec.kind === 'node' ? nodeArguments(dialect, host, varVolume) : []),
    ...['--detach', '--tty', '--net', spec.network],
    ...dialect.common,
    ...Object.entries(spec.sysctls ?? {}).map(([name, value]) => `--sysctl=${name}=${value}`),
    ...environmentArguments(spec.env),
    ...(dialect.userns && host.usernsRemap ? ['--userns=host'] : []),
    ...(needsDevMapper(dialect, host) ? ['--volume', '/dev/mapper:/dev/mapper'] : []),
    ...(host.rootless ? ['--device', '/dev/fuse'] : []),
    ...(spec.mounts ?? []).map(mountArgument),
    ...(spec.ports ?? []).map((port) => publishArgument(port, dialect)),
    spec.image,
    ...(spec.command ?? []),
  ];
}

function nodeArguments(dialect: RunDialect, host: RunHost, varVolume: readonly string[]): string[] {
  return [
    '--privileged',
    ...dialect.node,
    ...['--tmpfs', '/tmp', '--tmpfs', '/run'],
    ...varVolume,
    ...(host.libModules ? ['--volume', '/lib/modules:/lib/modules:ro'] : []),
    ...['-e', 'KIND_EXPERIMENTAL_CONTAINERD_SNAPSHOTTER'],
  ];
}

/** Storage whose devices kubelet and containerd must see. */
function needsDevMapper(dialect: RunDialect, host: RunHost): boolean {
  if (dialect.devMapper === 'never' || (dialect.devMapper === 'rootful' && host.rootless)) return false;
  return (
    ['btrfs', 'zfs', 'devicemapper'].includes(host.storageDriver) ||
    ['btrfs', 'zfs', 'xfs'].includes(host.backingFilesystem)
  );
}

function mountArgument(mount: BindMount): string {
  const propagation = { None: [], HostToContainer: ['rslave'], Bidirectional: ['rshared'] }[
    mount.propagation ?? 'None'
  ];
  const options = [...(mount.readOnly ? ['ro'] : []), ...(mount.selinuxRelabel ? ['Z'] : []), ...propagation];
  return `--volume=${[mount.hostPath, mount.containerPath, ...(options.length > 0 ? [options.join(',')] : [])].join(':')}`;
}

function publishArgument(port: PortPublish, dialect: RunDialect): string {
  const address = hostAddress(port.address, dialect);
  const hostPort = port.hostPort === 0 ? dialect.anyPort : String(port.hostPort);
  const protocol = dialect.lowerCaseProtocol ? port.protocol.toLowerCase() : port.protocol;
  const host = address === '' ? [hostPort].filter(Boolean) : [address, hostPort];
  return `--publish=${[...host, port.containerPort].join(':')}/${protocol}`;
}

function hostAddress(address: string, { anyIpv6Address }: RunDialect): string {
  if (address === '::') return anyIpv6Address;
  return address.includes(':') ? `[${address}]` : address;
}
