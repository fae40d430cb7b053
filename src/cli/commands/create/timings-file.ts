import { constants } from 'node:fs';
import { access, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { StepTiming } from '../../../create/plan.js';
import { timelinePage } from '../../../create/timeline-page.js';
import { KindlingError } from '../../../errors.js';
import { systemErrorText } from '../../../system-error.js';
import type { CliContext } from '../../context.js';

/** Where `--timings` wants a page about a create that is done. */
export class TimingsFile {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  /**
   * Makes sure, before the work begins, that its page can be written.
   *
   * @param path as the user gave it; empty: no page is wanted
   * @throws {KindlingError} USAGE when the directory is not there or not the user's to write to
   */
  static async prepare(path: string, { cwd }: Pick<CliContext, 'cwd'>): Promise<TimingsFile | undefined> {
    if (path === '') return undefined;
    const file = resolve(cwd, path);
    await access(dirname(file), constants.W_OK).catch((cause: unknown) => {
      throw new KindlingError('USAGE', `cannot write --timings: ${systemErrorText(cause, dirname(path))}`, { cause });
    });
    return new TimingsFile(file);
  }

  /** @param title what was done */
  async write(timings: readonly StepTiming[], title: string): Promise<void> {
    await writeFile(this.#path, timelinePage(timings, title));
  }
}
