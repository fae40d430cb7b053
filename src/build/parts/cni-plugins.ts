import type { Arch, Part } from '../part.js';
import { loadPins } from '../pins.js';
import { goModulePart } from './go-module.js';

const plugins = ['ipam/host-local', 'ipam/static', 'main/loopback', 'main/ptp', 'meta/portmap'];

/** The CNI plugins host-local, loopback, portmap, ptp and static, in `bin/`. */
export async function cniPluginsPart(options: { arch: Arch }): Promise<Part> {
  const pin = (await loadPins()).go['cni-plugins'];
  const variables = { [`${pin.module}/pkg/utils/buildversion.BuildVersion`]: pin.version };
  const packages = plugins.map((plugin) => `./plugins/${plugin}`);
  return await goModulePart({ name: 'cni-plugins', pin, arch: options.arch, builds: [{ packages, variables }] });
}
