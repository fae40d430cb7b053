import { KUBEADM_APIS } from '../../version/features.js';
import type { Cluster } from '../v1alpha4.js';
import type { Note } from '../versions/note.js';

const REWRITE = `no effect until rewritten for ${KUBEADM_APIS.slice(1).join(' or ')}`;

/** Patches for versions of kubeadm's configuration that no node image of today has. */
export function patchNotes({ kubeadmConfigPatches = [], kubeadmConfigPatchesJSON6902 = [] }: Cluster): Note[] {
  const merges = kubeadmConfigPatches.map((patch, index) => {
    const versions = [...patch.matchAll(/^apiVersion:\s*["']?kubeadm\.k8s\.io\/(\w+)/gm)].map(([, version]) => version);
    return { path: ['kubeadmConfigPatches', index], versions };
  });
  const operations = kubeadmConfigPatchesJSON6902.map(({ group, version }, index) => {
    return { path: ['kubeadmConfigPatchesJSON6902', index], versions: group === 'kubeadm.k8s.io' ? [version] : [] };
  });
  const known: readonly (string | undefined)[] = KUBEADM_APIS;
  return [...merges, ...operations].flatMap(({ path, versions }) => {
    return versions
      .filter((version) => version && !known.includes(version))
      .map((version) => ({ path, text: `only for kubeadm.k8s.io/${version}: ${REWRITE}` }));
  });
}
