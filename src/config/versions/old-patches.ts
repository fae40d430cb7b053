import type { ObjectSchema } from '../decode/schema.js';
import type { Cluster, PatchJson6902 } from '../v1alpha4.js';
import type { Converted, Note } from './note.js';
import { list, string } from './parts.js';

/** A JSON 6902 patch before v1alpha4: it also named the document, which all kubeadm documents called `config`. */
type OldPatchJson6902 = PatchJson6902 & { name?: string; namespace?: string };

/** The patch fields of the versions before v1alpha4. */
export interface OldPatches {
  kubeadmConfigPatches?: string[];
  kubeadmConfigPatchesJson6902?: OldPatchJson6902[];
}

const oldPatchJson6902: ObjectSchema<OldPatchJson6902> = {
  type: 'object',
  name: 'PatchJson6902',
  fields: {
    group: string('API group of the document to patch'),
    version: string('API version of the document to patch'),
    kind: string('kind of the document to patch'),
    name: string('without effect'),
    namespace: string('without effect'),
    patch: string('RFC 6902 operations as a YAML or JSON list'),
  },
};

/** Their schemas. */
export const oldPatches = {
  kubeadmConfigPatches: list('YAML documents merged into the kubeadm documents of the same kind'),
  kubeadmConfigPatchesJson6902: list('RFC 6902 patches, applied after the merge patches', oldPatchJson6902),
} as const;

type Patches = Pick<Cluster, 'kubeadmConfigPatches' | 'kubeadmConfigPatchesJSON6902'>;

/**
 * The versions of kubeadm's configuration that were current when the old formats were. Their fields are those of
 * v1beta3, so patches for them fit today's documents when they do not ask for the version: extra arguments that are a
 * map are then taken for v1beta4 too.
 */
const GONE = /^apiVersion:[ \t]*(["']?)(kubeadm\.k8s\.io\/v1beta[12])\1[ \t]*(?:#.*)?(?:\r?\n|$)/gm;

/** Patches in today's spelling, for today's kubeadm, and without what has no effect. */
export function convertPatches({
  kubeadmConfigPatches: merges,
  kubeadmConfigPatchesJson6902: operations,
}: OldPatches): Converted<Patches> {
  const texts = merges?.map((text) => text.replaceAll(GONE, ''));
  const targets = operations?.map(({ name, namespace, ...patch }) => forToday(patch));
  return {
    value: {
      ...(texts && { kubeadmConfigPatches: texts }),
      ...(targets && { kubeadmConfigPatchesJSON6902: targets }),
    },
    notes: [...(merges ?? []).flatMap(mergeNotes), ...(operations ?? []).flatMap(operationNotes)],
  };
}

function mergeNotes(text: string, index: number): Note[] {
  const path = ['kubeadmConfigPatches', index];
  return [...text.matchAll(GONE)].map(([, , version]) => ({ path, text: nowForAny(version) }));
}

function operationNotes(patch: OldPatchJson6902, index: number): Note[] {
  const path = ['kubeadmConfigPatchesJSON6902', index];
  const notes: Note[] = [];
  if (isGone(patch)) notes.push({ path, text: nowForAny(`${patch.group}/${patch.version}`) });
  // Every generated document was called config, so this name says nothing.
  if ((patch.name ?? 'config') !== 'config' || (patch.namespace ?? '') !== '') {
    notes.push({ path, text: 'left out: name and namespace; kind, group and version tell which document to patch' });
  }
  return notes;
}

function nowForAny(version: string | undefined): string {
  return `was for ${version}, is for any version`;
}

function isGone({ group, version }: PatchJson6902): boolean {
  return group === 'kubeadm.k8s.io' && /^v1beta[12]$/.test(version ?? '');
}

function forToday(patch: PatchJson6902): PatchJson6902 {
  const { group, version, ...ofAnyVersion } = patch;
  return isGone(patch) ? ofAnyVersion : patch;
}
