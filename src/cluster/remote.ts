import { isAbsolute, resolve } from 'node:path';
import type { ValidCluster } from '../config/valid.js';
import type { EngineHost } from '../engine/engine.js';

/** Addresses of servers that only programs on the same machine reach, or that name no machine. */
const NOT_ELSEWHERE = /^(127\.|::1$|localhost$|0\.0\.0\.0$|::$)/;

/**
 * What to know of an API server that a remote engine has published: a kubeconfig holds the address as it was published
 * (spec §3.12), and that may be none that this machine can reach.
 *
 * @param address published address without brackets, such as `127.0.0.1`
 * @returns a warning with what to do; undefined when there is nothing to say
 */
export function unreachableServer(host: EngineHost, address: string, port: number): string | undefined {
  if (host.place !== 'remote' || !NOT_ELSEWHERE.test(address)) return undefined;
  const machine = machineOf(host.address ?? '');
  if (machine !== undefined && NOT_ELSEWHERE.test(machine.name)) return undefined;
  const server = `${address.includes(':') ? `[${address}]` : address}:${port}`;
  const target = machine === undefined ? '<host>' : `${machine.user}${machine.name}`;
  return (
    `the container engine is remote (${host.address}), and the API server is published there at ${server}, which is ` +
    'not reachable from here. Set networking.apiServerAddress to an address of that machine, or forward the port: ' +
    `ssh -N -L ${port}:127.0.0.1:${port} ${target}`
  );
}

/** The machine in an address such as `ssh://me@far:22/run/docker.sock`; undefined when it names none. */
function machineOf(address: string): { user: string; name: string } | undefined {
  const match = /^(?:[a-z]+:\/\/)?([^@/]+@)?(\[[^\]]+\]|[^:/\s]+)(?::\d+)?(?:\/|$)/.exec(address);
  return match ? { user: match[1] ?? '', name: (match[2] ?? '').replace(/^\[|\]$/g, '') } : undefined;
}

/**
 * Warnings about mounts of relative paths on a remote engine: they are paths of its machine, made absolute here.
 *
 * @param cwd absolute path that they are relative to
 */
export function remoteMounts(cluster: ValidCluster, host: EngineHost, cwd: string): string[] {
  if (host.place !== 'remote') return [];
  const paths = cluster.nodes.flatMap(({ extraMounts }) => extraMounts.map(({ hostPath }) => hostPath));
  return [...new Set(paths)]
    .filter((path) => !isAbsolute(path))
    .map(
      (path) =>
        `hostPath "${path}" is taken as ${resolve(cwd, path)} of the machine of ${host.address}, not of this one`,
    );
}
