import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../exec/run.js';
import { downloadModule } from '../go-modules.js';
import type { Arch, Part } from '../part.js';
import { crossTool, requireCompiler } from './c-compiler.js';
import { kubeadmImageVersions } from './kubernetes/image-versions.js';

const flags = ['-Os', '-Wall', '-static', '-s'];

/**
 * Kubernetes' own pause program, in `bin/`: the source is in Kubernetes' Go module.
 *
 * @param options.version Kubernetes version with its `v`; pause gets the version that this Kubernetes' kubeadm asks for
 */
export async function pausePart(options: { version: string; arch: Arch }): Promise<Part> {
  const { version, arch } = options;
  const gcc = crossTool('gcc', arch);
  return {
    name: `pause-${arch}`,
    inputs: { recipe: 1, version, gcc, flags },
    async build({ dir, signal }) {
      await requireCompiler(arch, [{ file: 'libc.a', package: 'libc6-dev' }], {}, signal);
      const kubernetes = await downloadModule('k8s.io/kubernetes', version, signal);
      const { pause } = await kubeadmImageVersions(kubernetes.dir);
      const source = join(kubernetes.dir, 'build', 'pause', 'linux', 'pause.c');
      const output = join(dir, 'bin', 'pause');
      await mkdir(join(dir, 'bin'));
      await run([gcc, ...flags, `-DVERSION=v${pause}`, '-o', output, source], signal ? { signal } : {});
      await mkdir(join(dir, 'licenses', 'k8s.io', 'kubernetes'), { recursive: true });
      await copyFile(join(kubernetes.dir, 'LICENSE'), join(dir, 'licenses', 'k8s.io', 'kubernetes', 'LICENSE'));
    },
  };
}
