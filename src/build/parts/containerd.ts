import type { Arch, Part } from '../part.js';
import { loadPins } from '../pins.js';
import { goModulePart } from './go-module.js';

/** Left out: storage that nodes never use, and, with `urfave_cli_no_docs`, the generator of manual pages. */
const tags = [
  'no_aufs',
  'no_zfs',
  'no_btrfs',
  'no_devmapper',
  'urfave_cli_no_docs',
  'osusergo',
  'netgo',
  'static_build',
];

/** containerd, ctr (a symbolic link to containerd) and containerd-shim-runc-v2, in `bin/`. */
export async function containerdPart(options: { arch: Arch }): Promise<Part> {
  const pin = (await loadPins()).go.containerd;
  const variables = { [`${pin.module}/version.Version`]: pin.version };
  const programs = { containerd: 'cmd/containerd', ctr: 'cmd/ctr' };
  return await goModulePart({
    name: 'containerd',
    pin,
    arch: options.arch,
    builds: [
      { multiCall: { name: 'containerd', programs }, tags, variables },
      // One shim runs per pod: containerd's own build leaves gRPC out of it, to make it small.
      { packages: ['./cmd/containerd-shim-runc-v2'], tags: [...tags, 'no_grpc'], variables },
    ],
  });
}
