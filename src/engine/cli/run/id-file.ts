import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Runs a container whose engine writes the ID into a file as soon as the container exists: known even of a `run` that
 * was killed.
 *
 * @param run gets the absolute path of the file (`--cidfile`), which does not exist yet
 * @param undo called when `run` failed, with the ID of what it made; its own failure matters less and is ignored
 * @throws what `run` throws
 */
export async function withIdFile(
  run: (idFile: string) => Promise<unknown>,
  undo: (id: string | undefined) => Promise<unknown>,
): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'kindling-run-'));
  const idFile = join(directory, 'id');
  try {
    await run(idFile);
  } catch (error) {
    const id = await readFile(idFile, 'utf8').catch(() => '');
    await undo(id.trim() || undefined).catch(() => undefined);
    throw error;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
