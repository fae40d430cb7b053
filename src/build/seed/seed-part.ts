import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { renderCniManifest } from '../../create/steps/cni.js';
import { KindlingError } from '../../errors.js';
import { manifestHash } from '../../seed/manifest-hash.js';
import { MARKERS } from '../../seed/markers.js';
import {
  SEED_FORMAT,
  type SeedConfigurations,
  type SeedFile,
  type SeedLabel,
  VARIANTS,
  variantKey,
} from '../../seed/seed.js';
import type { Part } from '../part.js';
import { seedConfiguration } from './configuration.js';
import { type ControlPlane, withControlPlane } from './control-plane.js';
import { type NodeFiles, nodeFiles } from './node-files.js';
import { normalizeObjects, PKI } from './normalize.js';

/** Milliseconds that the controllers may take for their first work, and that they are given after it. */
const PATIENCE = 60_000;
const QUIET = 1_000;

export interface SeedIngredients {
  /** Kubernetes version with its `v`. */
  version: string;
  /** Kubernetes for the machine that builds: its cache key, and the host path of the binary. */
  kubernetes: { key: string; binary: string };
  /** The node image's manifests, with the names of its images. */
  manifests: { cni: string; storage: string };
}

/**
 * A cluster that was just initialised, without nodes, pods and keys: `cluster.json` (SeedFile) and `label.json`
 * (SeedLabel). A control plane runs on this machine for some seconds to make the API objects, and kubeadm writes
 * a node's files into a directory.
 */
export function seedPart({ version, kubernetes, manifests }: SeedIngredients): Part {
  return {
    name: 'seed',
    inputs: {
      recipe: 3,
      kubernetes: kubernetes.key,
      manifests: { ...hashes(manifests) },
      configurations: VARIANTS.map((facts) => seedConfiguration(version, facts)),
    },
    async build({ dir, signal, log }) {
      const work = join(dir, 'work');
      await mkdir(work);
      log(`initialising a cluster of Kubernetes ${version} to take its files and objects`, 1);
      const nodes = await nodeFiles(join(work, 'node'), { version, binary: kubernetes.binary, signal });
      const [first] = VARIANTS;
      if (first === undefined) throw new KindlingError('INTERNAL', 'seeds have no variants');
      const configuration = seedConfiguration(version, first);
      const options = { binary: kubernetes.binary, work, configuration, signal };
      const seed = await withControlPlane(options, async (controlPlane): Promise<SeedFile> => {
        const configurations = await initialise(controlPlane, version, manifests, nodes.files);
        await settled(controlPlane, signal);
        return {
          format: SEED_FORMAT,
          objects: normalizeObjects(await controlPlane.dump(), controlPlane),
          identities: nodes.identities,
          configurations,
        };
      });
      const label: SeedLabel = { format: SEED_FORMAT, kubernetesVersion: version, manifests: hashes(manifests) };
      await writeFile(join(dir, 'cluster.json'), `${JSON.stringify(seed)}\n`);
      await writeFile(join(dir, 'label.json'), `${JSON.stringify(label)}\n`);
      log(`${Object.keys(seed.objects).length} objects`, 1);
      await rm(work, { recursive: true });
    },
  };
}

function hashes({ cni, storage }: SeedIngredients['manifests']): SeedLabel['manifests'] {
  return { cni: manifestHash(cni), storage: manifestHash(storage) };
}

/** What kubeadm and the create flow make in a cluster whose API server is up. */
async function initialise(
  { kubectl, kubeadm, pki }: ControlPlane,
  version: string,
  manifests: SeedIngredients['manifests'],
  files: NodeFiles['files'],
): Promise<Record<string, SeedConfigurations>> {
  // kubeadm makes it when it first talks to the API server.
  const admins = ['kubeadm:cluster-admins', '--clusterrole=cluster-admin', '--group=kubeadm:cluster-admins'];
  await kubectl(['create', 'clusterrolebinding', ...admins]);
  const configurations: Record<string, SeedConfigurations> = {};
  for (const facts of VARIANTS) {
    await kubeadm(['upload-config', 'all'], seedConfiguration(version, facts));
    const read = async (name: string, key: string) => (await data(kubectl, name, key)).replaceAll(pki, PKI);
    configurations[variantKey(facts)] = {
      cluster: await read('kubeadm-config', 'ClusterConfiguration'),
      kubelet: await read('kubelet-config', 'kubelet'),
      files: files[variantKey(facts)] ?? {},
    };
  }
  const [first] = VARIANTS;
  const configuration = seedConfiguration(version, first as (typeof VARIANTS)[number]);
  await kubeadm(['bootstrap-token'], configuration);
  await kubeadm(['addon', 'all'], configuration);
  const cni = renderCniManifest(manifests.cni, { podSubnet: MARKERS.podSubnet, endpoint: MARKERS.endpoint });
  await kubectl(['create', '-f', '-'], cni);
  await kubectl(['apply', '-f', '-'], manifests.storage);
  return configurations;
}

async function data(kubectl: ControlPlane['kubectl'], name: string, key: string): Promise<string> {
  return await kubectl(['get', 'configmap', name, '--namespace=kube-system', `--output=jsonpath={.data.${key}}`]);
}

/** Waits until the controllers have done what they do in every new cluster. */
async function settled({ kubectl }: ControlPlane, signal: AbortSignal | undefined): Promise<void> {
  const wait = async (...args: string[]) => await until(async () => (await kubectl(['get', ...args])) !== '', signal);
  const namespaces = (await kubectl(['get', 'namespaces', '--output=jsonpath={.items[*].metadata.name}'])).split(' ');
  for (const namespace of namespaces) {
    await wait('serviceaccount', 'default', '--namespace', namespace, '--ignore-not-found');
    await wait('configmap', 'kube-root-ca.crt', '--namespace', namespace, '--ignore-not-found');
  }
  // These roles are put together from others.
  for (const role of ['admin', 'edit', 'view']) await wait('clusterrole', role, '--output=jsonpath={.rules[0].verbs}');
  await sleep(QUIET, undefined, signal ? { signal } : {});
}

async function until(condition: () => Promise<boolean>, signal: AbortSignal | undefined): Promise<void> {
  for (const deadline = performance.now() + PATIENCE; !(await condition()); ) {
    if (performance.now() > deadline) {
      throw new KindlingError('BUILD_FAILED', `the seed's controllers were not done within ${PATIENCE / 1000} s`);
    }
    await sleep(100, undefined, signal ? { signal } : {});
  }
}
