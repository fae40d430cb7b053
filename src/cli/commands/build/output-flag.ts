import { resolve } from 'node:path';
import type { ImageOutput, OutputFormat } from '../../../build/output/image-output.js';
import type { CliContext } from '../../context.js';
import { parseCsv } from '../../flags/csv.js';
import { goQuote } from '../../text/go-quote.js';
import { UsageError } from '../../text/usage-error.js';

/** Names of formats; the second ones are those of docker buildx and podman save. */
const FORMATS: Record<string, OutputFormat> = {
  'oci-archive': 'oci-archive',
  oci: 'oci-archive',
  'docker-archive': 'docker-archive',
  docker: 'docker-archive',
  dir: 'dir',
  'oci-dir': 'dir',
};
const HINT = 'for example --output oci-archive:node.tar, or --output type=oci-archive,dest=node.tar,compression=gzip';

/**
 * What `--output` says: `TYPE[:PATH]`, or `type=TYPE[,dest=PATH][,tar=false][,compression=gzip]` as docker buildx has it.
 *
 * @param text the flag's value
 * @param name what the file or directory is called when the flag does not say: without extension
 * @throws {UsageError} when it is something else
 */
export function parseOutput(text: string, name: string, context: Pick<CliContext, 'cwd' | 'stdout'>): ImageOutput {
  const fields = text.includes('=') ? fieldsOf(text) : shortForm(text);
  const { type = '', dest, tar = 'true', compression = 'uncompressed', ...others } = fields;
  const known = FORMATS[type];
  if (known === undefined)
    refuse(text, `there is no format ${goQuote(type)}, only oci-archive, docker-archive and dir`);
  const [other] = Object.keys(others);
  if (other !== undefined) refuse(text, `${goQuote(other)} is not known, only type, dest, tar and compression`);
  if (!['true', 'false'].includes(tar)) refuse(text, 'tar is either true or false');
  if (!['uncompressed', 'gzip'].includes(compression)) refuse(text, 'compression is either gzip or uncompressed');
  if (tar === 'false' && known === 'docker-archive') refuse(text, 'Docker has no format that is a directory');
  const format = tar === 'false' ? 'dir' : known;
  const path = destination(dest ?? `${name}${format === 'dir' ? '' : '.tar'}`, format, text, context);
  return { format, path, ...(compression === 'gzip' && { gzip: true }) };
}

function destination(
  dest: string,
  format: OutputFormat,
  text: string,
  { cwd, stdout }: Pick<CliContext, 'cwd' | 'stdout'>,
): ImageOutput['path'] {
  if (dest === '') refuse(text, 'the path is empty');
  if (dest !== '-') return resolve(cwd, dest);
  if (format === 'dir') refuse(text, 'a directory cannot be written to standard output');
  if (stdout.isTTY) refuse(text, 'an archive is nothing for a terminal: redirect standard output');
  return stdout;
}

function shortForm(text: string): Record<string, string> {
  const colon = text.indexOf(':');
  return colon === -1 ? { type: text } : { type: text.slice(0, colon), dest: text.slice(colon + 1) };
}

function fieldsOf(text: string): Record<string, string> {
  return Object.fromEntries(
    parseCsv(text).map((field) => {
      const equals = field.indexOf('=');
      if (equals === -1) refuse(text, `${goQuote(field)} is no key=value`);
      return [field.slice(0, equals).trim(), field.slice(equals + 1)];
    }),
  );
}

function refuse(text: string, why: string): never {
  throw new UsageError(`--output ${goQuote(text)} cannot be understood: ${why}`, HINT);
}
