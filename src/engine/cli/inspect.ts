import type { ContainerDetails, PortPublish } from '../engine.js';
import { type PortBindings, publishedPorts } from './ports.js';

/** What is read of the inspect document of docker, podman and nerdctl. */
export interface InspectDocument {
  Id: string;
  Name: string;
  Image?: string;
  /** podman's runtime: its name, e.g. `runc`. */
  OCIRuntime?: string;
  State?: { Status?: string; ExitCode?: number };
  Config?: { Image?: string; Labels?: Record<string, string> | null };
  HostConfig?: { Privileged?: boolean; Runtime?: string; PortBindings?: PortBindings | null };
  NetworkSettings?: {
    Ports?: PortBindings | null;
    Networks?: Record<string, { IPAddress?: string; GlobalIPv6Address?: string } | null> | null;
  };
  Mounts?: { Type?: string; Name?: string; Source?: string; Destination?: string }[] | null;
}

/**
 * Reads a container's inspect document.
 *
 * @param document one element of what `inspect --type=container` prints
 */
export function parseInspect(document: InspectDocument): ContainerDetails {
  const state = dockerState(document.State?.Status ?? '');
  const running = state === 'running' || state === 'paused';
  const labels = document.Config?.Labels ?? {};
  const network = Object.values(document.NetworkSettings?.Networks ?? {}).find(
    (entry) => entry?.IPAddress || entry?.GlobalIPv6Address,
  );
  return {
    id: document.Id,
    name: document.Name.replace(/^\//, ''),
    image: document.Config?.Image ?? document.Image ?? '',
    labels,
    state,
    ipv4: (running && network?.IPAddress) || '',
    ipv6: (running && network?.GlobalIPv6Address) || '',
    ports: portsOf(document, running),
    exitCode: running || state === 'created' ? undefined : document.State?.ExitCode,
    volumes: (document.Mounts ?? [])
      .filter((mount) => mount.Type === 'volume')
      .map((mount) => ({ name: mount.Name ?? '', containerPath: mount.Destination ?? '' })),
  };
}

function portsOf(document: InspectDocument, running: boolean): PortPublish[] {
  const published = publishedPorts(document.NetworkSettings?.Ports ?? {}, document.Config?.Labels ?? {});
  return running || published.length > 0 ? published : publishedPorts(document.HostConfig?.PortBindings ?? {});
}

/** A container state in Docker's words. podman has some of its own. */
export function dockerState(state: string): string {
  const podmanStates: Record<string, string> = {
    configured: 'created',
    initialized: 'created',
    stopped: 'exited',
    stopping: 'running',
  };
  const lower = state.toLowerCase();
  return podmanStates[lower] ?? lower;
}
