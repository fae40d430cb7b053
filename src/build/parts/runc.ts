import type { Arch, Part } from '../part.js';
import { loadPins } from '../pins.js';
import { crossTool, requireCompiler } from './c-compiler.js';
import { goModulePart } from './go-module.js';

/**
 * runc with seccomp, in `bin/`. Half of it is C: it needs gcc and the static libseccomp of the architecture, and its
 * build throws PREFLIGHT with the names of the Debian packages when they are missing.
 */
export async function runcPart(options: { arch: Arch }): Promise<Part> {
  const { arch } = options;
  const { runc } = (await loadPins()).go;
  return await goModulePart({
    name: 'runc',
    pin: runc,
    arch,
    builds: [{ packages: ['.'], tags: ['seccomp', 'urfave_cli_no_docs', 'netgo', 'osusergo'], cgo: true }],
    env: { CC: crossTool('gcc', arch) },
    preflight: (signal) =>
      requireCompiler(
        arch,
        [
          { file: 'libc.a', package: 'libc6-dev' },
          { file: 'libseccomp.a', package: 'libseccomp-dev' },
        ],
        { 'pkg-config': 'pkg-config' },
        signal,
      ),
  });
}
