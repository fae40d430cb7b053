import { messageOf } from '../errors.js';
import type { CreateContext } from './context.js';

/** Removes what a failed create made. Its own failure is only a warning: the create's error matters more. */
export async function undoCreate({ engine, created, progress }: CreateContext): Promise<void> {
  const names = [...created].sort();
  if (names.length === 0) return;
  try {
    await engine.removeContainers(names);
    progress.log(`Deleted nodes: [${names.map((name) => JSON.stringify(name)).join(' ')}]`);
  } catch (error) {
    progress.warn(`failed to remove ${names.join(', ')} after the failed create: ${messageOf(error)}`);
  }
}
