import { KindlingError } from '../../errors.js';
import { CommandError } from '../../exec/run.js';
import type { EngineName } from '../engine.js';
import { installHint } from '../install-hint.js';
import { takenPort } from './taken-port.js';

/** A host port that a container was to publish is in use. */
export class PortTakenError extends KindlingError {
  /**
   * @param address address without brackets, empty when the engine named none
   * @param port port number on the engine's host
   */
  constructor(
    readonly address: string,
    readonly port: number,
    cause: unknown,
  ) {
    const host = address.includes(':') ? `[${address}]` : address || '0.0.0.0';
    super('PORT_TAKEN', `the port ${host}:${port} is in use on the host`, {
      hint: 'End the program that listens there, or choose another hostPort (0 lets any free port be picked).',
      cause,
    });
  }
}

const patterns = {
  unavailable:
    /cannot connect to the docker daemon|is the docker daemon running|error during connect|failed to connect to the docker api|unable to resolve docker endpoint|permission denied while trying to connect|cannot connect to podman|unable to connect to podman|cannot access containerd socket|rootless containerd not running/i,
  /** The container runtime cannot set the container's IPv6 settings, which every kernel with IPv6 has. */
  noIpv6: /open [`'"]?\/proc\/sys\/net\/ipv6\/.*no such file or directory/i,
  noSpace: /no space left on device|disk quota exceeded/i,
  noContainer: /no such container|no container with name or id|no such object/i,
  noImage:
    /unable to find image|no such image|reference does not exist|image not known|manifest unknown|manifest for .* not found|pull access denied|did not resolve to an alias|initializing source docker:|unable to copy from source docker:|failed to resolve reference/i,
};

/**
 * What a failed call of an engine's command-line program means.
 *
 * @param address the variable that told it where the engine is, as `NAME=value`, if one did
 * @returns an error of code ENGINE_UNAVAILABLE, PORT_TAKEN, PREFLIGHT, NO_SPACE, NODE_NOT_FOUND, IMAGE_NOT_FOUND, else
 *   ENGINE_FAILED, whose cause is `error`; `error` itself when it was cancelled or timed out
 */
export function engineError(engine: EngineName, error: CommandError, address?: string): KindlingError {
  if (error.code === 'CANCELLED' || error.code === 'TIMEOUT') return error;
  const cause = { cause: error };
  if ((error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT')
    return new KindlingError('ENGINE_UNAVAILABLE', error.message, { ...cause, hint: installHint(engine) });
  const text = error.stderr;
  const said = lastLine(text) ?? error.message;
  if (isUnreachable(text))
    return new KindlingError('ENGINE_UNAVAILABLE', `${engine} does not answer: ${said}`, {
      ...cause,
      hint: unavailableHint(engine, text, address),
    });
  const taken = takenPort(text);
  if (taken) return new PortTakenError(taken.address, taken.port, error);
  if (patterns.noIpv6.test(text))
    return new KindlingError('PREFLIGHT', `the kernel under ${engine} has no IPv6`, {
      ...cause,
      hint: 'Start its host without "ipv6.disable=1", or set networking.ipFamily to ipv4.',
    });
  if (patterns.noSpace.test(text))
    return new KindlingError('NO_SPACE', `no space left for ${engine}: ${said}`, {
      ...cause,
      hint: `Free disk space, for example with "${engine} system prune".`,
    });
  if (patterns.noContainer.test(text))
    return new KindlingError('NODE_NOT_FOUND', `${engine} has no such container: ${said}`, cause);
  if (patterns.noImage.test(text))
    return new KindlingError('IMAGE_NOT_FOUND', `${engine} has no such image and cannot get it: ${said}`, cause);
  return new KindlingError('ENGINE_FAILED', said === error.message ? said : `${error.message}: ${said}`, {
    ...cause,
    ...hintFor(text),
  });
}

/** Whether what an engine's program printed means that the engine itself does not answer. */
export function isUnreachable(text: string): boolean {
  return patterns.unavailable.test(text);
}

function unavailableHint(engine: EngineName, text: string, address: string | undefined): string {
  if (address) return `The environment has ${address}: see that this is right, and that ${engine} listens there.`;
  if (/permission denied/i.test(text)) return `Add yourself to the group "${engine}", or run this as root.`;
  return engine === 'docker'
    ? 'Start the Docker daemon, for example with "systemctl start docker".'
    : `Start ${engine}.`;
}

/** Failures of an engine whose remedy is known and whose own text does not tell it. */
function hintFor(text: string): { hint?: string } {
  if (/netavark: No such file or directory/.test(text))
    return { hint: 'netavark calls iptables, which is missing: install the package "iptables".' };
  if (/error setting rlimit/.test(text))
    return { hint: 'This host may not raise limits: set default_ulimits in containers.conf to the hard limits.' };
  if (/is not a shared( or slave)? mount/.test(text))
    return { hint: 'Mount propagation needs a shared mount on the host: mount --make-rshared /.' };
  if (/unable to apply caps/.test(text))
    return { hint: 'This host lacks a capability: start the daemon with scripts/start-docker.' };
  return {};
}

function lastLine(text: string): string | undefined {
  const lines = text.split('\n').map((line) => line.trim());
  const line = lines.findLast((line) => line !== '' && !/^see '.* --help'/i.test(line) && !line.startsWith("Run '"));
  return line?.replace(/^(docker: |Error: |Error response from daemon: )+/, '');
}

/** What the engine's command said on standard error, when an error of an engine comes from one; else nothing. */
export function stderrOf(error: unknown): string {
  return error instanceof KindlingError && error.cause instanceof CommandError ? error.cause.stderr : '';
}
