import { isJsonObject, type Json, requireDepth } from '../../config/patch/json.js';
import { applyJsonPatch } from '../../config/patch/json-patch.js';
import { mergePatch } from '../../config/patch/merge-patch.js';
import type { PatchJson6902 } from '../../config/v1alpha4.js';
import { KindlingError, messageOf } from '../../errors.js';
import type { KubeadmDocument } from '../document.js';
import { kubeadmMergeRule } from './merge-rules.js';
import { parseMergePatches, parseOperationsPatches, type Target, targets } from './parse.js';

/** Patches of the cluster or of one node. */
export interface KubeadmPatches {
  readonly kubeadmConfigPatches: readonly string[];
  readonly kubeadmConfigPatchesJSON6902: readonly PatchJson6902[];
}

export interface PatchedDocuments {
  readonly documents: KubeadmDocument[];
  /**
   * Patches, or parts of them, that changed nothing, each with the reason: `kubeadmConfigPatches[0]: there is no
   * KubeProxyConfiguration here`.
   */
  readonly unmatched: string[];
}

/**
 * Patches documents: each first with all merge patches, then with all JSON 6902 patches, in their order (kind
 * compatibility: patches). Patches that match nothing are no error, as in kind, but are reported. Not reported are
 * those for another API version of a kind that a further patch did match: they are there for other Kubernetes
 * versions.
 *
 * @param owner what holds the patches, for messages: empty for the cluster, `nodes[1].` for a node
 * @throws KindlingError CONFIG_INVALID `failed to parse patches: …`, `failed to parse JSON 6902 patches: …`,
 *   `failed to apply patch: …`, `failed to apply JSON 6902 patch: …`
 */
export function patchDocuments(
  documents: readonly KubeadmDocument[],
  patches: KubeadmPatches,
  owner: string,
): PatchedDocuments {
  const merges = parseMergePatches(patches.kubeadmConfigPatches, owner);
  const operations = parseOperationsPatches(patches.kubeadmConfigPatchesJSON6902, owner);
  const unmatched: string[] = [];
  const patched = documents.map((document) => {
    let result: Json = document;
    for (const { source, patch, apiVersion } of merges.filter((merge) => targets(merge, document))) {
      const rule = kubeadmMergeRule(document.apiVersion, apiVersion, (path) => {
        const reason = `in ${document.apiVersion} ${path} is a list of name and value, not a map`;
        unmatched.push(`${source}: ${reason}`);
      });
      result = mergePatch(result, patch, rule);
    }
    for (const { source, operations: patch } of operations.filter((patch) => targets(patch, document))) {
      result = applying(source, () => applyJsonPatch(result, patch));
    }
    return asDocument(result, document);
  });
  return { documents: patched, unmatched: [...unmatched, ...withoutTarget([...merges, ...operations], documents)] };
}

function withoutTarget(
  patches: readonly (Target & { source: string })[],
  documents: readonly KubeadmDocument[],
): string[] {
  const matched = (patch: Target) => documents.some((document) => targets(patch, document));
  const matchedKinds = new Set(patches.filter(matched).map(({ kind }) => kind));
  return patches
    .filter((patch) => !matched(patch) && !matchedKinds.has(patch.kind))
    .map((patch) => `${patch.source}: ${whyNot(patch, documents)}`);
}

function whyNot({ kind, apiVersion }: Target, documents: readonly KubeadmDocument[]): string {
  if (kind === '') return 'it names no kind';
  const same = documents.find((document) => document.kind === kind);
  return same === undefined ? `there is no ${kind} here` : `it is for ${apiVersion}, but ${kind} is ${same.apiVersion}`;
}

function applying(source: string, apply: () => Json): Json {
  try {
    return apply();
  } catch (error) {
    const message = `failed to apply JSON 6902 patch: ${source}: ${messageOf(error)}`;
    throw new KindlingError('CONFIG_INVALID', message, { cause: error });
  }
}

/** A document again, after patches that may have done anything to it. */
function asDocument(value: Json, before: KubeadmDocument): KubeadmDocument {
  try {
    requireDepth(value);
  } catch (cause) {
    const message = `failed to apply patch: in ${before.kind} ${messageOf(cause)}`;
    throw new KindlingError('CONFIG_INVALID', message, { cause });
  }
  if (isJsonObject(value) && typeof value.kind === 'string' && typeof value.apiVersion === 'string') {
    return value as KubeadmDocument;
  }
  const message = `failed to apply patch: nothing is left of ${before.kind} with a kind and an apiVersion`;
  throw new KindlingError('CONFIG_INVALID', message);
}
