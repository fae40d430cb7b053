import { readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { KindlingError } from '../../../errors.js';
import { type Identity, issueIdentities } from '../../../pki/identity.js';
import { replaceMarkers } from '../../../seed/markers.js';
import { SEED_PATH, type SeedFile } from '../../../seed/seed.js';
import { exists, readText, writeText } from '../../boot/files.js';
import type { World } from '../../boot/world.js';
import { CONFLIST_PATH, conflist } from '../../kindnetd/conflist.js';
import { controllersOf, firstControlPlane, serversOf, writeControlPlane } from '../../seed/control-plane.js';
import { thisMachine } from '../../seed/machine.js';
import { writeFiles } from '../../seed/write-files.js';
import { CLUSTER_MADE, FOLLOWERS, SHARED_IDENTITIES } from '../paths.js';
import type { Settings } from '../settings.js';
import { storingJson } from './build-mode.js';
import { ciSeedInput, withServiceSubnet } from './seed-input.js';
import { tunedSeed } from './tuned-seed.js';

/** The API server's certificate among a seed's identities. */
const API_SERVER = 'pki/apiserver';

/** Everything that a start that was broken off may have left. */
const PARTS = ['/etc/kubernetes', '/var/lib/etcd', '/var/lib/kubelet', FOLLOWERS];

export interface ClusterOptions {
  settings: Settings;
  cgroupVersion: 1 | 2;
  /** What clients may find the API by, beyond what every cluster has. */
  apiNames: readonly string[];
  /** The API server stores JSON. Default: what it prefers. */
  storeJson?: boolean;
}

/**
 * Makes the cluster of this container from the image's seed, the first time that the container is started: it has keys
 * of its own. What a broken-off first start has left is made anew.
 *
 * @returns whether it was made; otherwise it was there
 * @throws {KindlingError} NODE_FAILED when the image has no seed
 */
export function provideCluster(world: World, options: ClusterOptions): boolean {
  if (exists(world, CLUSTER_MADE)) return false;
  const text = readText(world, SEED_PATH);
  if (text === undefined) throw new KindlingError('NODE_FAILED', `the image has no seed of a cluster: no ${SEED_PATH}`);
  for (const part of PARTS) rmSync(world.path(part), { recursive: true, force: true });
  const whole = tunedSeed(JSON.parse(withServiceSubnet(text, options.settings.serviceSubnet)) as SeedFile);
  const seed = options.storeJson ? storingJson(whole) : whole;
  const { settings, cgroupVersion } = options;
  const input = ciSeedInput(settings, cgroupVersion);
  const now = new Date();
  const identities = ownIdentities(world, seed, options, now);
  const at = (path: string) => world.path(path);
  const controlPlane = firstControlPlane(seed, input, { identities, now, machine: thisMachine() });
  writeControlPlane(controlPlane, at);
  writeFiles(serversOf(controlPlane), at);
  const waiting = controllersOf(controlPlane).map(([path, file]) => [join(FOLLOWERS, basename(path)), file] as const);
  writeFiles([[FOLLOWERS, { mode: 0o700 }], ...waiting], at);
  const mtu = Number(readText(world, '/sys/class/net/eth0/mtu')?.trim() || 1500);
  writeText(world, CONFLIST_PATH, conflist({ podCidrs: [settings.podCidr], mtu }));
  // Last: a start that is broken off before this starts over.
  writeText(world, CLUSTER_MADE, readText(world, '/kind/version') ?? '');
  return true;
}

function ownIdentities(
  world: World,
  seed: SeedFile,
  { settings, cgroupVersion, apiNames }: ClusterOptions,
  now: Date,
): ReadonlyMap<string, Identity> {
  if (exists(world, SHARED_IDENTITIES)) {
    world.log('WARN', 'this image has keys that everybody who has the image knows: only for networks that you trust');
    const shared = JSON.parse(readFileSync(world.path(SHARED_IDENTITIES), 'utf8')) as Record<string, Identity>;
    return new Map(Object.entries(shared));
  }
  const input = ciSeedInput(settings, cgroupVersion);
  return issueIdentities(seed.identities, {
    now,
    rename: (name) => withServiceSubnet(replaceMarkers(name, input), settings.serviceSubnet),
    furtherNames: { [API_SERVER]: apiNames },
  });
}
