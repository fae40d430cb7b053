import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KindlingError } from '../errors.js';
import type { Arch } from './part.js';

/** A Go module at one version. */
export interface GoModulePin {
  /** Module path: `github.com/opencontainers/runc`. */
  module: string;
  /** Version with its `v`. */
  version: string;
  /** The module's hash as it stands in a go.sum file: `h1:` and base64. */
  sum: string;
}

/** What goes into the binary of one Kubernetes version. */
export interface KubernetesPin {
  /** CoreDNS version, with its `v`: what kubeadm asks for or, if that doesn't compile with this Kubernetes, a near one. */
  coredns: string;
  /** etcd version, with its `v`, chosen in the same way. */
  etcd: string;
  /** SHA-256, in hex, of the go.sum of the module that the build makes. It covers the code of all modules. */
  goSum: string;
}

/** What the load balancer's image is made from: packages of the Debian release that nodes are made from. */
export interface HaproxyPins {
  /** First two numbers of HAProxy's version. Debian's security updates change what follows. */
  version: string;
  /** What they depend on comes with them. */
  packages: string[];
}

/** What images/pins.json holds: the versions and checksums of everything that images are made from. */
export interface Pins {
  go: {
    containerd: GoModulePin;
    runc: GoModulePin;
    'cni-plugins': GoModulePin;
    crictl: GoModulePin;
    'local-path-provisioner': GoModulePin;
  };
  kubernetes: {
    /** Kubernetes version that images are built for unless told otherwise, with its `v`. */
    default: string;
    /** By version, with its `v`. Other versions can be built too. */
    versions: Record<string, KubernetesPin>;
  };
  node: {
    /** Version of the Node runtime, without `v`. */
    version: string;
    /** The npm package with the runtime, and its integrity as npm writes it: `sha512-` and base64. */
    packages: Record<Arch, { package: string; integrity: string }>;
  };
  haproxy: HaproxyPins;
}

/**
 * Absolute path of a file that is shipped with kindling (in `images/` or `kubernetes/`).
 *
 * @param path relative to the package's root
 */
export async function shippedFile(...path: string[]): Promise<string> {
  // This file is at one depth in src/, at another in dist/ and at a third in a bundle.
  for (let dir = dirname(fileURLToPath(import.meta.url)); ; dir = dirname(dir)) {
    const root = await stat(join(dir, 'images', 'pins.json')).catch(() => undefined);
    if (root) return join(dir, ...path);
    if (dir === dirname(dir)) {
      throw new KindlingError('INTERNAL', 'cannot find images/pins.json above the program: the installation is broken');
    }
  }
}

/** Reads images/pins.json. */
export async function loadPins(): Promise<Pins> {
  return JSON.parse(await readFile(await shippedFile('images', 'pins.json'), 'utf8')) as Pins;
}
