import { parseAllDocuments, stringify } from 'yaml';
import { KindlingError, wrapError } from '../../errors.js';
import type { CreateContext } from '../context.js';
import { kubectl, UNCHECKED } from './kubectl.js';

export const CNI_MANIFEST = '/kind/manifests/default-cni.yaml';

/**
 * Installs the node image's network from its manifest.
 *
 * @param manifest content of CNI_MANIFEST; undefined when the image has none
 * @param endpoint `host:port` of the API server inside the cluster network
 */
export async function installCni(
  context: CreateContext,
  node: string,
  manifest: string | undefined,
  endpoint: string,
  signal: AbortSignal,
): Promise<void> {
  if (manifest === undefined) {
    throw new KindlingError('NODE_FAILED', `failed to read CNI manifest: node "${node}" has no ${CNI_MANIFEST}`, {
      hint: 'use another node image, or networking.disableDefaultCNI: true and a network of your own',
    });
  }
  const podSubnet = context.cluster.networking.podSubnets.map(String).join(',');
  const rendered = renderCniManifest(manifest, { podSubnet, endpoint });
  context.progress.log(rendered, 5);
  try {
    await kubectl(context, node, ['create', ...UNCHECKED, '-f', '-'], signal, rendered);
  } catch (error) {
    throw wrapError(error, 'failed to apply overlay network');
  }
}

/**
 * Fills a CNI manifest in, the way kind's images ask for by two phrases in a comment: one makes it a Go template
 * with `.PodSubnet`, the other asks for the variable CONTROL_PLANE_ENDPOINT in every DaemonSet's first container.
 */
export function renderCniManifest(manifest: string, values: { podSubnet: string; endpoint: string }): string {
  let text = manifest;
  if (text.includes('would you kindly template this file')) {
    text = text.replaceAll(/\{\{-?\s*\.PodSubnet\s*-?\}\}/g, values.podSubnet);
    const left = /\{\{.*?\}\}/.exec(text);
    if (left) {
      throw new KindlingError('NODE_FAILED', `failed to execute CNI manifest template: ${left[0]} is not known`, {
        hint: 'a CNI manifest can use {{ .PodSubnet }} only',
      });
    }
  }
  if (!text.includes('would you kindly patch this file')) return text;
  const documents = parseAllDocuments(text).map((document) => {
    if (document.errors[0]) throw wrapError(document.errors[0], 'failed to parse CNI manifest template');
    return document.toJS();
  });
  return documents
    .filter((document) => document !== null)
    .map((document) => stringify(withEndpoint(document, values.endpoint)))
    .join('---\n');
}

interface DaemonSet {
  apiVersion?: string;
  kind?: string;
  spec?: { template?: { spec?: { containers?: { env?: { name: string; value?: string }[] }[] } } };
}

function withEndpoint(document: DaemonSet, endpoint: string): DaemonSet {
  const container = document.spec?.template?.spec?.containers?.[0];
  if (document.apiVersion === 'apps/v1' && document.kind === 'DaemonSet' && container) {
    container.env = [...(container.env ?? []), { name: 'CONTROL_PLANE_ENDPOINT', value: endpoint }];
  }
  return document;
}
