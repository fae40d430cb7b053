import type { Engine } from '../engine/engine.js';
import type { Progress } from '../progress.js';
import type { Invocation } from './command.js';
import type { ClusterLibrary } from './context.js';

export interface Connection {
  library: ClusterLibrary;
  /** What every library function takes. */
  base: { engine: Engine; progress: Progress; signal: AbortSignal };
}

/** Loads the library and finds the container engine. */
export async function connect({ context, progress }: Pick<Invocation, 'context' | 'progress'>): Promise<Connection> {
  const library = await context.library();
  const { env, signal } = context;
  const engine = await library.detectEngine({ env, progress, signal });
  return { library, base: { engine, progress, signal } };
}
