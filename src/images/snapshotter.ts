import { parse } from 'smol-toml';
import { KindlingError } from '../errors.js';

type Table = Record<string, unknown>;

/**
 * The snapshotter that a node's containerd unpacks images into.
 *
 * @param dump what `containerd config dump` prints: TOML of configuration version 2, 3 or 4
 */
export function detectSnapshotter(dump: string): string {
  const config: Table = parse(dump);
  const version = config.version;
  if (version === undefined) throw new KindlingError('NODE_FAILED', 'failed to detect containerd config version');
  if (version !== 2 && version !== 3 && version !== 4) {
    throw new KindlingError(
      'NODE_FAILED',
      `unknown containerd config version: ${version} (supported versions: 2, 3 and 4)`,
    );
  }
  const plugins = table(config.plugins);
  const snapshotter =
    version === 2
      ? table(table(plugins['io.containerd.grpc.v1.cri']).containerd).snapshotter
      : table(plugins['io.containerd.cri.v1.images']).snapshotter;
  if (typeof snapshotter !== 'string' || snapshotter === '') {
    throw new KindlingError('NODE_FAILED', `failed to detect containerd snapshotter (config version ${version})`);
  }
  return snapshotter;
}

function table(value: unknown): Table {
  return typeof value === 'object' && value !== null ? (value as Table) : {};
}
