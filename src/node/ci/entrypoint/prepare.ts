import { cpus, totalmem } from 'node:os';
import { boot } from '../../boot/boot.js';
import { readFacts } from '../../boot/facts/facts.js';
import { readText, writeText } from '../../boot/files.js';
import { nodeAddresses } from '../../boot/network/addresses.js';
import type { World } from '../../boot/world.js';
import { ApiCertificate } from '../api-certificate.js';
import { START_FILE, type StartFile } from '../paths.js';
import { readSettings } from '../settings.js';
import { publishApiPort } from './api-port.js';
import { BUILD_VARIABLE, enterBuildMode } from './build-mode.js';
import { containerLimits, systemReserved } from './capacity.js';
import { remountCgroups } from './cgroup-namespace.js';
import { provideCluster } from './cluster.js';
import { mountDirectories } from './directories.js';
import { writeKubeletFlags } from './kubelet-flags.js';
import { writeRegistryLogin } from './registry-login.js';
import { CLUSTER_NAME, NODE_NAME } from './seed-input.js';
import { addStaticAddress } from './static-address.js';

const PKI = '/etc/kubernetes/pki';

/**
 * Prepares a container to be a whole cluster: a node like any other, and in it all that the kubelet needs to start the
 * control plane by itself. Systemd starts the rest. A container that is started again keeps its cluster: the node's
 * address is its own, whatever the engine's.
 *
 * @throws {KindlingError} CONFIG_INVALID for a variable that cannot be used; what boot throws
 */
export async function prepareCluster(world: World, startedAt: Date): Promise<void> {
  const { ipv4, ipv6 } = nodeAddresses(world.hostname, readText(world, '/etc/hosts') ?? '', world.interfaces());
  const near = [...(ipv4 === undefined ? [] : [ipv4]), ...nameservers(readText(world, '/etc/resolv.conf') ?? '')];
  const settings = readSettings(world.env, (message) => world.log('WARN', message), near);
  await remountCgroups(world);
  await mountDirectories(world);
  const building = world.env[BUILD_VARIABLE] === '1';
  if (building) enterBuildMode(world);
  const booting = boot(world, { fixedAddress: true });
  booting.catch(() => {}); // awaited below
  // Boot waits for other programs most of the time.
  const ownNames = [CLUSTER_NAME, world.hostname, ipv4, ipv6].filter((name) => name !== undefined);
  const apiNames = [...ownNames, ...settings.apiNames];
  const { cgroupVersion } = readFacts(world);
  try {
    const made = provideCluster(world, { settings, cgroupVersion, apiNames, storeJson: building });
    world.log('INFO', made ? 'a new cluster was made' : 'the cluster of an earlier start is used');
    await new ApiCertificate({ directory: world.path(PKI), log: world.log }).admit(...apiNames);
    writeRegistryLogin(world, settings.registry);
    await addStaticAddress(world, settings.staticIp);
  } finally {
    await booting;
  }
  const machine = { cpu: 1000 * cpus().length, memory: totalmem() };
  const reserved = settings.enforceCapacity ? systemReserved(containerLimits(world), machine) : undefined;
  writeKubeletFlags(world, NODE_NAME, reserved);
  await publishApiPort(world);
  const start: StartFile = {
    startedAt: startedAt.toISOString(),
    staticIp: settings.staticIp,
    kubernetesVersion: (readText(world, '/kind/version') ?? '').trim(),
    environment: Object.fromEntries(
      Object.entries(world.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
  };
  writeText(world, START_FILE, `${JSON.stringify(start)}\n`, 0o600);
}

/** @param resolvConf text of /etc/resolv.conf */
function nameservers(resolvConf: string): string[] {
  return [...resolvConf.matchAll(/^\s*nameserver\s+(\S+)/gm)].map(([, address = '']) => address);
}
