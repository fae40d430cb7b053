import type { Arch, Part } from '../part.js';
import { loadPins } from '../pins.js';
import { goModulePart } from './go-module.js';

const programs = {
  'host-local': 'plugins/ipam/host-local',
  loopback: 'plugins/main/loopback',
  portmap: 'plugins/meta/portmap',
  ptp: 'plugins/main/ptp',
  static: 'plugins/ipam/static',
};

/** The CNI plugins host-local, loopback, portmap, ptp and static: symbolic links to `bin/cni-plugins`. */
export async function cniPluginsPart(options: { arch: Arch }): Promise<Part> {
  const pin = (await loadPins()).go['cni-plugins'];
  const variables = { [`${pin.module}/pkg/utils/buildversion.BuildVersion`]: pin.version };
  const multiCall = { name: 'cni-plugins', programs };
  return await goModulePart({ name: 'cni-plugins', pin, arch: options.arch, builds: [{ multiCall, variables }] });
}
