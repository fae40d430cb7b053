import { KindlingError } from '../../../errors.js';

/** An image as manifest.json of a docker archive describes it. */
export interface ManifestEntry {
  Config: string;
  RepoTags: string[] | null;
  Layers: string[];
}

interface Descriptor {
  digest: string;
  architecture: string | undefined;
  annotations: Record<string, unknown>;
}

interface Document {
  manifests: Descriptor[] | undefined;
  config: Descriptor | undefined;
  layers: Descriptor[] | undefined;
}

/** Manifests that are looked at; indexes may contain themselves. */
const MANIFEST_LIMIT = 10_000;

/**
 * Describes the images of an OCI archive the way a docker archive does. Of an image for several platforms, those that
 * are wholly in the archive and for this machine's kind of processor are taken.
 *
 * @param contents index.json and the blobs that are JSON, by name
 * @param names all files in the archive
 * @throws {KindlingError} IMAGE_INVALID when a document is not what it should be
 */
export function manifestOf(contents: ReadonlyMap<string, Buffer>, names: ReadonlySet<string>): ManifestEntry[] {
  const documents = new Map<string, Document>();
  const read = (name: string): Document | undefined => {
    const content = contents.get(name);
    const document = documents.get(name) ?? (content && parse(content, name));
    if (document) documents.set(name, document);
    return document;
  };
  let looked = 0;
  const visit = (descriptor: Descriptor, inherited: string | undefined): ManifestEntry[] => {
    looked += 1;
    if (looked > MANIFEST_LIMIT) throw invalid(`more than ${MANIFEST_LIMIT} manifests`);
    const tag = nameOf(descriptor) ?? inherited;
    const document = isForeign(descriptor) ? undefined : read(blobPath(descriptor));
    if (document?.manifests) return document.manifests.flatMap((child) => visit(child, tag));
    if (!document?.config || !document.layers) return [];
    const entry = {
      Config: blobPath(document.config),
      RepoTags: tag === undefined ? null : [tag],
      Layers: document.layers.map(blobPath),
    };
    return [entry.Config, ...entry.Layers].every((path) => names.has(path)) ? [entry] : [];
  };
  return (read('index.json')?.manifests ?? []).flatMap((descriptor) => visit(descriptor, undefined));
}

function parse(content: Buffer, name: string): Document {
  let value: unknown;
  try {
    value = JSON.parse(content.toString());
  } catch (cause) {
    throw invalid(`"${name}", which is not JSON`, cause);
  }
  const { manifests, config, layers } = fieldsOf(value, name);
  return {
    manifests: manifests === undefined ? undefined : descriptors(manifests, name),
    config: config === undefined ? undefined : descriptor(config, name),
    layers: layers === undefined ? undefined : descriptors(layers, name),
  };
}

function descriptors(value: unknown, name: string): Descriptor[] {
  if (!Array.isArray(value)) throw invalid(`"${name}", in which something is no list`);
  return value.map((item) => descriptor(item, name));
}

/** What has no digest stands for nothing. */
function descriptor(value: unknown, name: string): Descriptor {
  const { digest, platform, annotations } = fieldsOf(value, name);
  const { architecture } = platform === undefined ? {} : fieldsOf(platform, name);
  return {
    digest: typeof digest === 'string' ? digest : '',
    architecture: typeof architecture === 'string' ? architecture : undefined,
    annotations: annotations === undefined ? {} : fieldsOf(annotations, name),
  };
}

function fieldsOf(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw invalid(`"${name}", in which something is no object`);
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null));
}

function invalid(what: string, cause?: unknown): KindlingError {
  return new KindlingError('IMAGE_INVALID', `the image archive has ${what}`, { cause });
}

function blobPath({ digest }: Descriptor): string {
  return `blobs/${digest.replace(':', '/')}`;
}

function isForeign({ architecture }: Descriptor): boolean {
  const here: Record<string, string> = { x64: 'amd64', ia32: '386' };
  return architecture !== undefined && architecture !== (here[process.arch] ?? process.arch);
}

/** containerd's annotation holds the whole name; OCI's own may hold a mere tag, which names nothing by itself. */
function nameOf({ annotations }: Descriptor): string | undefined {
  const name = annotations['io.containerd.image.name'] ?? annotations['org.opencontainers.image.ref.name'];
  if (typeof name !== 'string' || !/[/:]/.test(name)) return undefined;
  return /:[^/]*$/.test(name) ? name : `${name}:latest`;
}
