import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeImageArchive } from '../../src/build/archive/image-archive.js';
import { debianPart } from '../../src/build/base/debian-part.js';
import { loadDebianPins } from '../../src/build/base/debian-pins.js';
import { materialize } from '../../src/build/cache.js';
import { kubernetesPart } from '../../src/build/parts/kubernetes.js';
import { pausePart } from '../../src/build/parts/pause.js';
import { loadPins, shippedFile } from '../../src/build/pins.js';
import { Tree } from '../../src/build/rootfs/tree.js';
import { kubernetesLayer, networkLayer, type StoreLayers } from '../../src/build/store/layers.js';
import type { StoreNames } from '../../src/build/store/sources.js';
import { storeImages } from '../../src/build/store/specs.js';

const REPOSITORY = 'registry.acme.test/kubernetes';

/** The images of the distribution, by the name of its archive. CoreDNS is not among them. */
export interface SampleDistribution {
  /** With its `v`. */
  version: string;
  images: Record<string, string>;
}

/**
 * Writes what a vendor of Kubernetes publishes: programs, and an archive of each component's image under names of their
 * own. It is the default Kubernetes version, made from Go modules.
 *
 * @param dir absolute path of the directory to fill
 */
export async function writeDistribution(dir: string, arch: 'amd64' | 'arm64'): Promise<SampleDistribution> {
  const modules = (await loadPins()).kubernetes.default;
  const version = `${modules}-acme-4`;
  const kubernetes = join((await materialize(await kubernetesPart({ version: modules, arch }))).dir, 'bin/kubernetes');
  const pause = join((await materialize(await pausePart({ version: modules, arch }))).dir, 'bin/pause');
  const debian = new Tree(join((await materialize(debianPart(await loadDebianPins(), arch))).dir, 'rootfs'));
  const bin = join(dir, 'bin', 'linux', arch);
  await mkdir(bin, { recursive: true });
  for (const name of ['kubeadm', 'kubelet', 'kubectl']) await copyFile(kubernetes, join(bin, name));

  const at = (name: string) => new Tree(join(dir, 'layers', name));
  await kubernetesLayer(at('kubernetes'), { debian, kubernetes });
  const iptablesWrapper = await shippedFile('images', 'node', 'iptables-wrapper.sh');
  await networkLayer(at('network'), { debian, iptablesWrapper });
  await at('pause').copyFile(pause, '/pause', 0o755);
  const names: StoreNames = {
    apiserver: `${REPOSITORY}/kube-apiserver:${version}`,
    controllerManager: `${REPOSITORY}/kube-controller-manager:${version}`,
    scheduler: `${REPOSITORY}/kube-scheduler:${version}`,
    proxy: `${REPOSITORY}/kube-proxy:${version}`,
    etcd: 'registry.acme.test/etcd-io/etcd:v3-acme-4',
    pause: `${REPOSITORY}/pause:${version}`,
    coredns: 'none/coredns:0',
    kindnetd: 'none/kindnetd:0',
    localPathProvisioner: 'none/provisioner:0',
    localPathHelper: 'none/helper:0',
  };
  const root = (name: string) => at(name).root;
  const layers: StoreLayers = {
    kubernetes: root('kubernetes'),
    network: root('network'),
    pause: root('pause'),
    kindnetd: root('none'),
    helper: root('none'),
  };
  const images = {
    'kube-apiserver': names.apiserver,
    'kube-controller-manager': names.controllerManager,
    'kube-scheduler': names.scheduler,
    'kube-proxy': names.proxy,
    etcd: names.etcd,
    pause: names.pause,
  };
  const specs = storeImages({ names, arch }, layers);
  for (const [archive, name] of Object.entries(images)) {
    const own = specs.filter(({ names: [first] }) => first === name);
    await writeImageArchive(join(dir, `${archive}.tar`), own);
  }
  await rm(join(dir, 'layers'), { recursive: true });
  return { version, images };
}
