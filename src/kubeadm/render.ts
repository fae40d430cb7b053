import { isJsonObject } from '../config/patch/json.js';
import { wrapError } from '../errors.js';
import type { KubeadmDocument } from './document.js';
import { kubeadmDocuments } from './documents.js';
import type { KubeadmInput } from './input.js';
import { patchDocuments } from './patch/apply.js';
import { formatYaml } from './yaml.js';

/** A node's finished kubeadm configuration. */
export interface KubeadmConfig {
  /** The content of `/kind/kubeadm.conf`. */
  readonly text: string;
  /** What the text says. */
  readonly documents: readonly KubeadmDocument[];
  /**
   * The cluster's and this node's patches that changed nothing, each with the reason, worth a warning each:
   * `nodes[1].kubeadmConfigPatches[0]: there is no KubeProxyConfiguration here`.
   */
  readonly unmatched: readonly string[];
}

/**
 * Generates a node's kubeadm configuration: the documents, then the cluster's patches, then the node's own (kind
 * compatibility: patches).
 *
 * @throws KindlingError `failed to generate kubeadm config content: …` for patches that cannot be parsed or applied,
 *   and for everything that `kubeadmDocuments` refuses
 */
export function renderKubeadmConfig(input: KubeadmInput): KubeadmConfig {
  try {
    const { cluster, node } = input;
    const index = cluster.nodes.findIndex(({ name }) => name === node.name);
    const general = patchDocuments(kubeadmDocuments(input), cluster, '');
    const own = patchDocuments(general.documents, node, `nodes[${index}].`);
    const documents = own.documents.map(withoutGeneratedName);
    return {
      text: documents.map((document) => formatYaml(document)).join('---\n'),
      documents,
      unmatched: [...general.unmatched, ...own.unmatched],
    };
  } catch (error) {
    throw wrapError(error, 'failed to generate kubeadm config content');
  }
}

/** Takes away the `metadata.name: config` that documents carry for patches only. Metadata of the user's stay. */
function withoutGeneratedName(document: KubeadmDocument): KubeadmDocument {
  const { metadata, ...rest } = document;
  if (!isJsonObject(metadata) || metadata.name !== 'config') return document;
  const { name: _generated, ...others } = metadata;
  return { ...rest, ...(Object.keys(others).length > 0 ? { metadata: others } : {}) } as KubeadmDocument;
}
