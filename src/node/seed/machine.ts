import { statfsSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { goArchitecture } from '../../go-architecture.js';
import type { Machine } from '../../seed/fill.js';

/** On the file system of pods. */
const ROOT = '/var/lib';

/** What the kubelet reports of this machine; it reserves nothing for the system in our configuration. */
export function thisMachine(): Machine {
  const { blocks, bsize } = statfsSync(ROOT);
  return {
    arch: goArchitecture,
    resources: {
      cpu: String(cpus().length),
      'ephemeral-storage': kibibytes(blocks * bsize),
      memory: kibibytes(totalmem()),
    },
  };
}

function kibibytes(bytes: number): string {
  return `${Math.floor(bytes / 1024)}Ki`;
}
