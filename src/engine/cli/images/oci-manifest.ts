/** An image as manifest.json of a docker archive describes it. */
export interface ManifestEntry {
  Config: string;
  RepoTags: string[] | null;
  Layers: string[];
}

interface Descriptor {
  digest: string;
  platform?: { os?: string; architecture?: string };
  annotations?: Record<string, string>;
}

interface Document {
  manifests?: Descriptor[];
  config?: Descriptor;
  layers?: Descriptor[];
}

/**
 * Describes the images of an OCI archive the way a docker archive does. Of an image for several platforms, those that
 * are wholly in the archive and for this machine's kind of processor are taken.
 *
 * @param contents index.json and the blobs that are JSON, by name
 * @param names all files in the archive
 */
export function manifestOf(contents: ReadonlyMap<string, Buffer>, names: ReadonlySet<string>): ManifestEntry[] {
  const read = (name: string) => {
    const content = contents.get(name);
    return content && (JSON.parse(content.toString()) as Document);
  };
  const visit = (descriptor: Descriptor, inherited: string | undefined): ManifestEntry[] => {
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

function blobPath(descriptor: Descriptor): string {
  return `blobs/${descriptor.digest.replace(':', '/')}`;
}

function isForeign({ platform }: Descriptor): boolean {
  const here: Record<string, string> = { x64: 'amd64', ia32: '386' };
  const architecture = here[process.arch] ?? process.arch;
  return platform?.architecture !== undefined && platform.architecture !== architecture;
}

/** containerd's annotation holds the whole name; OCI's own may hold a mere tag, which names nothing by itself. */
function nameOf({ annotations = {} }: Descriptor): string | undefined {
  const name = annotations['io.containerd.image.name'] ?? annotations['org.opencontainers.image.ref.name'];
  if (name === undefined || !/[/:]/.test(name)) return undefined;
  return /:[^/]*$/.test(name) ? name : `${name}:latest`;
}
