import { ciSeedInput } from '../../node/ci/entrypoint/seed-input.js';
import { SHARED_IDENTITIES, WAIT_FOR_KIND } from '../../node/ci/paths.js';
import { readSettings } from '../../node/ci/settings.js';
import { issueIdentities } from '../../pki/identity.js';
import { replaceMarkers } from '../../seed/markers.js';
import type { SeedFile } from '../../seed/seed.js';
import type { RunConfig } from '../archive/image-spec.js';
import type { Tree } from '../rootfs/tree.js';

/** What the CI image has beyond a node image: host paths. */
export interface CiFiles {
  /** The bundles of the entrypoint and of the readiness server. */
  entrypoint: string;
  serve: string;
  /** The systemd unit of the latter. */
  unit: string;
  waitForKind: string;
  /** What hooks of builds find as `docker`. */
  docker: string;
}

const UNIT = '/etc/systemd/system/kind-ci.service';

/**
 * What changes of how a node image is run (spec §10.1): the node's programs, on an entrypoint that makes a cluster. State
 * is in an own volume on /var, where containers of pods can be kept.
 *
 * @param staticIp the node's address unless the container is told another
 * @param environment the node image's: `NAME=value`
 */
export function ciRunConfig(staticIp: string, environment: readonly string[]): RunConfig {
  const own = { KUBECONFIG: '/etc/kubernetes/admin.conf', STATIC_IP: staticIp };
  const others = environment.filter((variable) => !((variable.split('=')[0] ?? '') in own));
  return {
    Env: [...others, ...Object.entries(own).map(([name, value]) => `${name}=${value}`)],
    Entrypoint: ['/kind/ci/bin/entrypoint', '/sbin/init'],
    ExposedPorts: { '8443/tcp': {}, '10080/tcp': {} },
    Volumes: { '/var': {} },
  };
}

/** Lays out the layer that makes a node image a CI image. */
export async function writeCiTree(tree: Tree, files: CiFiles): Promise<void> {
  await tree.copyFile(files.entrypoint, '/kind/ci/bin/entrypoint', 0o755);
  await tree.copyFile(files.serve, '/kind/ci/bin/serve', 0o755);
  await tree.copyFile(files.waitForKind, WAIT_FOR_KIND, 0o755);
  await tree.copyFile(files.docker, '/kind/ci/build-bin/docker', 0o755);
  await tree.copyFile(files.unit, UNIT, 0o644);
  await tree.link('/etc/systemd/system/multi-user.target.wants/kind-ci.service', UNIT);
}

/**
 * Makes the keys that every container of an image shares, when its builder wants that.
 *
 * @param seed of the node image
 */
export async function writeSharedIdentities(tree: Tree, seed: SeedFile, staticIp: string): Promise<void> {
  const input = ciSeedInput(
    readSettings({ STATIC_IP: staticIp }, () => {}),
    2,
  );
  const identities = issueIdentities(seed.identities, {
    now: new Date(),
    rename: (name) => replaceMarkers(name, input),
  });
  await tree.file(SHARED_IDENTITIES, JSON.stringify(Object.fromEntries(identities)), 0o600);
}
