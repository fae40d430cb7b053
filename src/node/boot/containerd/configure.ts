import type { Facts } from '../facts/facts.js';
import { readText, writeText } from '../files.js';
import type { World } from '../world.js';
import { withoutResourceRights } from './base-spec.js';
import { restrictOomScore, useSnapshotter } from './config-toml.js';
import { chooseSnapshotter } from './snapshotter.js';

const CONFIG = '/etc/containerd/config.toml';
const BASE_SPEC = '/etc/containerd/cri-base.json';

/**
 * Fits containerd's configuration to the host.
 *
 * @returns the snapshotter in use
 */
export async function configureContainerd(world: World, facts: Facts): Promise<string> {
  const snapshotter = await chooseSnapshotter(world, facts);
  const config = readText(world, CONFIG);
  if (config !== undefined) {
    const fitting = snapshotter === 'overlayfs' ? config : useSnapshotter(config, snapshotter);
    const restricted = facts.userNamespace || !facts.mayRaiseLimits;
    writeText(world, CONFIG, restricted ? restrictOomScore(fitting) : fitting);
  }
  if (snapshotter !== 'overlayfs') world.log('INFO', `using containerd's snapshotter ${snapshotter}`);
  if (snapshotter === 'fuse-overlayfs') await world.run(['systemctl', 'enable', 'containerd-fuse-overlayfs']);
  if (!facts.mayRaiseLimits) {
    world.log('INFO', 'no CAP_SYS_RESOURCE: limiting containerd and its containers to what the node may grant');
    const spec = readText(world, BASE_SPEC);
    if (spec !== undefined) writeText(world, BASE_SPEC, withoutResourceRights(spec));
  }
  return snapshotter;
}
