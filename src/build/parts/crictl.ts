import type { Arch, Part } from '../part.js';
import { loadPins } from '../pins.js';
import { goModulePart } from './go-module.js';

/** crictl, in `bin/`. */
export async function crictlPart(options: { arch: Arch }): Promise<Part> {
  const pin = (await loadPins()).go.crictl;
  const variables = { [`${pin.module}/pkg/version.Version`]: pin.version.replace(/^v/, '') };
  return await goModulePart({
    name: 'crictl',
    pin,
    arch: options.arch,
    builds: [{ packages: ['./cmd/crictl'], variables }],
  });
}
