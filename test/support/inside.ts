import { detectEngine } from '../../src/cluster/index.js';
import type { Engine, EngineName } from '../../src/engine/engine.js';
import { silent } from '../../src/progress.js';

/** An engine as the product uses it, for looking at nodes. */
export async function engineOf(name: EngineName): Promise<Engine> {
  return await detectEngine({ env: { ...process.env, KIND_EXPERIMENTAL_PROVIDER: name }, progress: silent });
}

/** Runs a program in a node; returns its standard output. */
export type Inside = (node: string, ...command: string[]) => Promise<string>;

export function insideOf(engine: Engine): Inside {
  return async (node, ...command) => (await engine.exec(node, command)).stdout;
}
