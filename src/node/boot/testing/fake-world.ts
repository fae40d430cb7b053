import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { CommandError, type RunOptions } from '../../../exec/run.js';
import type { InterfaceAddress, World } from '../world.js';

/** A node in a temporary directory, with programs that only pretend to run. */
export interface FakeWorld extends World {
  root: string;
  env: Record<string, string | undefined>;
  hostname: string;
  /** Programs that were run, arguments joined by spaces; the temporary directory is left out of paths. */
  readonly commands: string[];
  readonly stdins: string[];
  readonly logs: string[];
  /** What programs write, by their command; an Error lets them fail. Others succeed silently. */
  readonly outputs: Map<string, string | Error>;
  readonly hosts: Map<string, string>;
  addresses: Record<string, InterfaceAddress[]>;
  fileSystem: number;
  read(path: string): string;
}

/** Makes a fake node with these files, by absolute path. It is removed when the test ends. */
export function fakeWorld(t: TestContext, files: Record<string, string> = {}): FakeWorld {
  const root = mkdtempSync(join(tmpdir(), 'kindling-node-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const world: FakeWorld = {
    root,
    env: {},
    hostname: 'kind-control-plane',
    commands: [],
    stdins: [],
    logs: [],
    outputs: new Map(),
    hosts: new Map(),
    addresses: {},
    fileSystem: 0xef53,
    path: (absolute) => join(root, absolute),
    run: async (command, options) => pretend(world, command, options),
    resolve4: async (name) => world.hosts.get(name),
    interfaces: () => world.addresses,
    fsType: () => world.fileSystem,
    log: (level, message) => world.logs.push(`${level}: ${message}`),
    read: (path) => readFileSync(join(root, path), 'utf8'),
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return world;
}

function pretend(world: FakeWorld, command: readonly string[], options: RunOptions | undefined) {
  const line = command.join(' ').replaceAll(world.root, '');
  world.commands.push(line);
  if (typeof options?.stdin === 'string') world.stdins.push(options.stdin);
  const found = [...world.outputs].find(([prefix]) => line.startsWith(prefix))?.[1];
  if (found instanceof Error) throw new CommandError(command, 'exit status 1', { exitCode: 1, output: found.message });
  return { stdout: found ?? '', stderr: '', exitCode: 0 };
}
