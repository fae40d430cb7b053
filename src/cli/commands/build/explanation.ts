import { constants, writeFileSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { BuildOptions } from '../../../build/build-options.js';
import type { ImageSpace } from '../../../build/explain/image-space.js';
import { spacePage } from '../../../build/explain/space-page.js';
import { bytesText } from '../../../bytes-text.js';
import { systemErrorText } from '../../../system-error.js';
import type { Invocation } from '../../command.js';
import { printLines } from '../../text/print.js';
import { table } from '../../text/table.js';
import { UsageError } from '../../text/usage-error.js';

/**
 * What `--explain` and `--explain-page` do with a finished image.
 *
 * @throws {UsageError} when the page could not be written
 */
export async function explanation({
  context,
  flags,
}: Pick<Invocation, 'context' | 'flags'>): Promise<Pick<BuildOptions, 'explain'>> {
  const [wanted, given] = [flags.bool('explain'), flags.string('explain-page')];
  if (!wanted && given === '') return {};
  const page = given === '' ? undefined : resolve(context.cwd, given);
  if (page !== undefined) {
    await access(dirname(page), constants.W_OK).catch((cause: unknown) => {
      throw new UsageError(`cannot write --explain-page: ${systemErrorText(cause, dirname(given))}`);
    });
  }
  const pages: string[] = [];
  return {
    explain: (space) => {
      if (wanted) printLines(context, table(rows(space)));
      pages.push(spacePage(space));
      if (page !== undefined) writeFileSync(page, pages.join(''));
    },
  };
}

function rows({ image, size, components }: ImageSpace): string[][] {
  return [
    ['SIZE', 'SHARE', 'FILES', image],
    ...components.map(({ component, size: part, files }) => [
      bytesText(part),
      `${((100 * part) / size).toFixed(1)} %`,
      String(files.length),
      component,
    ]),
    [bytesText(size), '100 %', String(components.reduce((sum, { files }) => sum + files.length, 0)), 'all'],
  ];
}
