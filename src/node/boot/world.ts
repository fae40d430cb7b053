import { lookup } from 'node:dns/promises';
import { hostname, networkInterfaces } from 'node:os';
import { type RunOptions, type RunResult, run } from '../../exec/run.js';
import { type Log, logToStderr } from '../log.js';

/** An address of one of the node's interfaces. */
export interface InterfaceAddress {
  address: string;
  family: 'IPv4' | 'IPv6';
  /** Loopback. */
  internal: boolean;
  /** IPv6 scope; 0 is global. */
  scopeid?: number;
}

/** Everything outside of the program that boot reads or changes; tests hand in a made-up one. */
export interface World {
  /** Where an absolute path of the node is really found: itself, or below a test's directory. */
  path(absolute: string): string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly hostname: string;
  run(command: readonly string[], options?: RunOptions): Promise<RunResult>;
  /** The first IPv4 address of a host name, or undefined when there is none. Never rejects. */
  resolve4(name: string): Promise<string | undefined>;
  /** The node's interfaces by name. */
  interfaces(): Record<string, InterfaceAddress[] | undefined>;
  /** The type number of the file system that holds `absolute` (statfs). */
  fsType(absolute: string): number;
  log: Log;
}

/** The node itself. `statfs` is handed in because not every Node release has it. */
export function realWorld(fsType: (path: string) => number): World {
  return {
    path: (absolute) => absolute,
    env: process.env,
    hostname: hostname(),
    run,
    resolve4: (name) =>
      lookup(name, { family: 4 }).then(
        (found) => found.address,
        () => undefined,
      ),
    interfaces: () => networkInterfaces(),
    fsType,
    log: logToStderr,
  };
}
