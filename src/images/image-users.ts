import { fullImageName } from '../archive/image-name.js';
import type { CancelOptions, Engine } from '../engine/engine.js';
import { wrapError } from '../errors.js';

/** What refers to images: IDs (`sha256:…`) and full names, each with who does. */
export type ImageUsers = ReadonlyMap<string, ReadonlySet<string>>;

/** What runs pods, or will. */
const WORKLOADS =
  'pods,replicationcontrollers,deployments.apps,daemonsets.apps,statefulsets.apps,jobs.batch,cronjobs.batch';
const KUBECTL = ['kubectl', '--kubeconfig=/etc/kubernetes/admin.conf', '--request-timeout=20s'];

interface Resource {
  kind: string;
  metadata: { name: string; namespace?: string };
  spec?: unknown;
}

interface Container {
  imageRef?: string;
  imageId?: string;
  image?: { image?: string };
  labels?: Record<string, string>;
}

/** The images that containers in a node are of, stopped ones too. @throws {CommandError} */
export async function containersImages(engine: Engine, node: string, cancel: CancelOptions): Promise<ImageUsers> {
  const { stdout } = await engine.exec(node, ['crictl', 'ps', '--all', '--output=json'], cancel);
  const { containers = [] } = JSON.parse(stdout) as { containers?: Container[] };
  const users = new Map<string, Set<string>>();
  for (const { imageRef, imageId, image, labels = {} } of containers) {
    const pod = `${labels['io.kubernetes.pod.namespace'] ?? ''}/${labels['io.kubernetes.pod.name'] ?? ''}`;
    for (const reference of [imageRef, imageId, image?.image]) if (reference) add(users, reference, `Pod ${pod}`);
  }
  return users;
}

/**
 * The images that pods and workloads ask for, also those that have no containers (yet).
 *
 * @param node a control plane
 * @throws {KindlingError} when the API server does not answer
 */
export async function workloadsImages(engine: Engine, node: string, cancel: CancelOptions): Promise<ImageUsers> {
  const command = [...KUBECTL, 'get', WORKLOADS, '--all-namespaces', '--output=json'];
  const { stdout } = await engine.exec(node, command, { ...cancel, maxBuffer: 512 << 20 }).catch((error) => {
    throw wrapError(error, 'cannot tell which images are used');
  });
  const users = new Map<string, Set<string>>();
  for (const { kind, metadata, spec } of (JSON.parse(stdout) as { items: Resource[] }).items) {
    for (const image of imagesIn(spec)) {
      add(users, fullImageName(image), `${kind} ${metadata.namespace}/${metadata.name}`);
    }
  }
  return users;
}

/** Who refers to an image by its ID or any of its names. */
export function usersOf(image: { id: string; names: readonly string[] }, all: readonly ImageUsers[]): string[] {
  const keys = [image.id, ...image.names];
  return [...new Set(all.flatMap((users) => keys.flatMap((key) => [...(users.get(key) ?? [])])))].sort();
}

/** The values of fields called `image`, anywhere: containers of all sorts have them. */
function imagesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'image' && typeof inner === 'string' ? [inner] : imagesIn(inner),
  );
}

function add(users: Map<string, Set<string>>, image: string, user: string): void {
  users.set(image, (users.get(image) ?? new Set()).add(user));
}
