import type { PortPublish } from '../engine.js';

/** Ports as engines write them: `6443/tcp` to where they are published. */
export type PortBindings = Record<string, { HostIp?: string; HostPort?: string }[] | null>;

/**
 * Reads published ports: those of a running container, or those that a stopped one asked for.
 *
 * @param labels the container's labels: Docker Desktop notes the true host address in `desktop.docker.io/ports/…`
 *   (spec §13, step 24)
 */
export function publishedPorts(bindings: PortBindings, labels: Readonly<Record<string, string>> = {}): PortPublish[] {
  return Object.entries(bindings).flatMap(([key, hosts]) => {
    const desktop = splitHostPort(labels[`desktop.docker.io/ports/${key}`] ?? '');
    if (desktop) return [{ ...containerPort(key), ...desktop }];
    return (hosts ?? []).map((host) => ({
      ...containerPort(key),
      address: host.HostIp ?? '',
      hostPort: Number(host.HostPort || 0),
    }));
  });
}

function containerPort(key: string): Pick<PortPublish, 'containerPort' | 'protocol'> {
  const [port = '', protocol = 'tcp'] = key.split('/');
  return { containerPort: Number(port), protocol: protocol.toUpperCase() as PortPublish['protocol'] };
}

function splitHostPort(text: string): Pick<PortPublish, 'address' | 'hostPort'> | undefined {
  const match = /^(.*):(\d+)$/.exec(text);
  return match ? { address: (match[1] ?? '').replace(/^\[|\]$/g, ''), hostPort: Number(match[2]) } : undefined;
}
