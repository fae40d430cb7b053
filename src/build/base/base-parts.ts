import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { KindlingError } from '../../errors.js';
import type { NodeProgram } from '../bundle.js';
import { type MaterializeOptions, materialize } from '../cache.js';
import type { Arch, Part } from '../part.js';
import { cniPluginsPart } from '../parts/cni-plugins.js';
import { containerdPart } from '../parts/containerd.js';
import { crictlPart } from '../parts/crictl.js';
import { nodeRuntimePart } from '../parts/node-runtime.js';
import { runcPart } from '../parts/runc.js';
import { shippedFile } from '../pins.js';
import { debianPart } from './debian-part.js';
import { loadDebianPins } from './debian-pins.js';

/** Everything a base image is made of, as directories of the host (see the parts for what is in each). */
export interface BaseParts {
  arch: Arch;
  debian: string;
  containerd: string;
  /** containerd for the machine that builds. */
  hostContainerd: string;
  runc: string;
  cniPlugins: string;
  crictl: string;
  nodeRuntime: string;
  /** The entrypoint's bundle: a file. */
  boot: string;
  /** Cache keys of the parts: what the image depends on. */
  keys: string[];
}

/** The machine's own architecture. */
export const hostArch: Arch = process.arch === 'arm64' ? 'arm64' : 'amd64';

/** Makes or finds all parts of a base image, one after another: each uses all processors. */
export async function provideBaseParts(arch: Arch, options: MaterializeOptions): Promise<BaseParts> {
  const keys: string[] = [];
  const provide = async (part: Part | Promise<Part>) => {
    const { dir, key } = await materialize(await part, options);
    keys.push(key);
    return dir;
  };
  const debian = await provide(debianPart(await loadDebianPins(), arch));
  const containerd = await provide(containerdPart({ arch }));
  return {
    arch,
    debian,
    containerd,
    hostContainerd: arch === hostArch ? containerd : await provide(containerdPart({ arch: hostArch })),
    runc: await provide(runcPart({ arch })),
    cniPlugins: await provide(cniPluginsPart({ arch })),
    crictl: await provide(crictlPart({ arch })),
    nodeRuntime: await provide(nodeRuntimePart({ arch })),
    boot: await nodeProgram('boot'),
    keys,
  };
}

/** Host path of a program that runs in nodes, bundled when kindling itself was built. */
export async function nodeProgram(name: NodeProgram): Promise<string> {
  const path = await shippedFile('dist', 'node', `${name}.js`);
  if ((await stat(path).catch(() => undefined)) === undefined) {
    throw new KindlingError(
      'BUILD_FAILED',
      `cannot find the program "${name}" for nodes: there is no ${join('dist', 'node', `${name}.js`)}`,
      {
        hint: 'Run "npm run build" in kindling\'s directory.',
      },
    );
  }
  return path;
}
