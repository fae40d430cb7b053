import { stringify } from 'yaml';
import { plainlyRead } from '../../yaml/quoted-strings.js';
import type { CliContext } from '../context.js';
import type { OutputFormat } from './output-flag.js';

/** Writes a result for programs to stdout: JSON with two spaces, or one YAML document. */
export function printDocument({ stdout }: Pick<CliContext, 'stdout'>, format: OutputFormat, value: unknown): void {
  stdout.write(format === 'json' ? `${JSON.stringify(value, undefined, 2)}\n` : toYaml(value));
}

/** Fields in their order; strings that any version of YAML takes for something else are quoted. */
export function toYaml(value: unknown): string {
  return stringify(value, {
    ...plainlyRead,
    lineWidth: 0,
    indentSeq: false,
  });
}
