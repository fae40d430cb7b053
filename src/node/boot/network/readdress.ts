import { rmSync } from 'node:fs';
import { KindlingError } from '../../../errors.js';
import { exists, readText, writeText } from '../files.js';
import type { World } from '../world.js';
import { nodeAddresses } from './addresses.js';
import { replaceAddress } from './replace-address.js';

const KUBEADM_CONFIG = '/kind/kubeadm.conf';
const PKI = '/etc/kubernetes/pki';
const APISERVER_MANIFEST = '/etc/kubernetes/manifests/kube-apiserver.yaml';
const ETCD_MANIFEST = '/etc/kubernetes/manifests/etcd.yaml';
/** Certificates that name the node's addresses: of what, in which file, by which phase of kubeadm. */
const CERTIFICATES = [
  { manifest: APISERVER_MANIFEST, file: 'apiserver', phase: 'apiserver' },
  { manifest: ETCD_MANIFEST, file: 'etcd/server', phase: 'etcd-server' },
  { manifest: ETCD_MANIFEST, file: 'etcd/peer', phase: 'etcd-peer' },
];
/** Files that hold the node's own addresses (spec §4.2, step 10). */
const FILES = [
  ETCD_MANIFEST,
  APISERVER_MANIFEST,
  '/etc/kubernetes/manifests/kube-controller-manager.yaml',
  '/etc/kubernetes/manifests/kube-scheduler.yaml',
  '/etc/kubernetes/controller-manager.conf',
  '/etc/kubernetes/scheduler.conf',
  '/etc/kubernetes/kubelet.conf',
  KUBEADM_CONFIG,
  '/var/lib/kubelet/kubeadm-flags.env',
];

/**
 * Engines may give a node that is started again another address. What holds the old one is corrected, and the
 * certificates of API server and etcd, which name it, are made anew.
 *
 * @throws {KindlingError} NODE_FAILED when the node had an IPv4 address and now has none
 */
export async function followAddressChange(world: World): Promise<void> {
  const now = nodeAddresses(world.hostname, readText(world, '/etc/hosts') ?? '', world.interfaces());
  const old = { ipv4: savedAddress(world, 4), ipv6: savedAddress(world, 6) };
  if (old.ipv4 !== undefined && now.ipv4 === undefined) {
    throw new KindlingError('NODE_FAILED', `the node had the IPv4 address ${old.ipv4} and now has none`, {
      hint: "check the engine's network: `docker network inspect kind` or `podman network inspect kind`",
    });
  }
  if (old.ipv6 !== undefined && now.ipv6 === undefined) {
    world.log('INFO', `the node had the IPv6 address ${old.ipv6} and now has none`);
  }
  const v4 = changeAddress(world, old.ipv4, now.ipv4);
  const v6 = changeAddress(world, old.ipv6, now.ipv6);
  if (v4 || v6) await renewCertificates(world);
  // Last: a boot that is broken off before this starts over.
  if (now.ipv4 !== undefined) writeText(world, '/kind/old-ipv4', `${now.ipv4}\n`);
  if (now.ipv6 !== undefined) writeText(world, '/kind/old-ipv6', `${now.ipv6}\n`);
}

function savedAddress(world: World, version: 4 | 6): string | undefined {
  return readText(world, `/kind/old-ipv${version}`)?.trim() || undefined;
}

function changeAddress(world: World, old: string | undefined, now: string | undefined): boolean {
  if (old === undefined || now === undefined || old === now) return false;
  world.log('INFO', `the node's address changed from ${old} to ${now}`);
  for (const file of FILES) {
    const text = readText(world, file);
    if (text !== undefined) writeText(world, file, replaceAddress(text, old, now));
  }
  return true;
}

/** Certificates themselves may be missing: a renewal before this may have been broken off. */
async function renewCertificates(world: World): Promise<void> {
  const renewals = CERTIFICATES.filter(({ manifest }) => exists(world, manifest)).map(async ({ file, phase }) => {
    world.log('INFO', `renewing the certificate ${file} for the new address`);
    for (const suffix of ['crt', 'key']) rmSync(world.path(`${PKI}/${file}.${suffix}`), { force: true });
    await world.run(['kubeadm', 'init', 'phase', 'certs', phase, '--config', KUBEADM_CONFIG]);
  });
  await Promise.all(renewals);
}
