import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { WorkDirectory } from '../work-directory.js';

/** A build's directory for as long as a test runs. */
export async function sampleWork(t: TestContext): Promise<WorkDirectory> {
  const dir = await mkdtemp(join(tmpdir(), 'kindling-work-'));
  const open: { close(): Promise<void> }[] = [];
  t.after(async () => {
    for (const item of open) await item.close();
    await rm(dir, { recursive: true });
  });
  return { dir, closeAtEnd: (item) => open.push(item) };
}
