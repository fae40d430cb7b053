import type { Arch, Part } from '../part.js';
import { type GoModulePin, loadPins } from '../pins.js';
import { goModulePart } from './go-module.js';

/** crictl, in `bin/`. */
export async function crictlPart(options: { arch: Arch }): Promise<Part> {
  const pin = (await loadPins()).go.crictl;
  return await goModulePart({
    name: 'crictl',
    pin,
    arch: options.arch,
    builds: [{ packages: ['./cmd/crictl'], variables: crictlVariables(pin) }],
  });
}

/** The variables that the linker sets in crictl: its version. */
export function crictlVariables({ module, version }: GoModulePin): Record<string, string> {
  return { [`${module}/pkg/version.Version`]: version.replace(/^v/, '') };
}
