import { rmSync } from 'node:fs';
import { kubeletRefusesCgroupV1 } from '../../../version/features.js';
import { parseGenericVersion } from '../../../version/version.js';
import type { Facts } from '../facts/facts.js';
import { readText, writeText } from '../files.js';
import type { World } from '../world.js';

const DROP_IN = '/etc/systemd/system/kubelet.service.d/90-cgroup-v1.conf';

/**
 * Lets kubelets that refuse cgroup v1 by default run there all the same. The node does this, and not only the kubeadm
 * configuration, so that every tool can make clusters of this image.
 */
export function allowCgroupV1(world: World, facts: Facts): void {
  const version = readText(world, '/kind/version')?.trim();
  if (facts.cgroupVersion === 1 && version && kubeletRefusesCgroupV1(parseGenericVersion(version))) {
    writeText(world, DROP_IN, '[Service]\nEnvironment=KUBELET_CGROUP_ARGS=--fail-cgroupv1=false\n');
  } else {
    rmSync(world.path(DROP_IN), { force: true });
  }
}
