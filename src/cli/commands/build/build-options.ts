import type { Arch } from '../../../build/part.js';
import type { Invocation } from '../../command.js';
import { goQuote } from '../../text/go-quote.js';
import { UsageError } from '../../text/usage-error.js';

/** What the flags of all builds say. @throws {UsageError} for an architecture that nothing can be built for */
export function buildOptions({ flags }: Invocation): { arch?: Arch; image?: string } {
  const [arch, image] = [flags.string('arch'), flags.string('image')];
  if (arch !== '' && arch !== 'amd64' && arch !== 'arm64') {
    throw new UsageError(`unsupported architecture ${goQuote(arch)}`, 'there are amd64 and arm64');
  }
  return { ...(arch && { arch }), ...(image && { image }) };
}
