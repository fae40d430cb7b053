import { KindlingError } from '../../errors.js';
import { cgroupDriver } from '../../version/features.js';
import { parseGenericVersion } from '../../version/version.js';
import type { ImageContent } from '../content/image-content.js';
import { readImageFiles } from '../content/read-files.js';

/** In images without leading slash. */
const CONFIG = 'etc/containerd/config.toml';
/** A file that kindling's base images have, and kind's do not. */
const OWN = 'kind/bin/create-kubelet-cgroup.sh';

/**
 * containerd's configuration in a base image.
 *
 * @param name what the image is called in errors
 * @throws {KindlingError} IMAGE_INVALID when it is no base image of kindling's
 */
export async function baseContainerdConfig(image: ImageContent, name: string): Promise<string> {
  const files = await readImageFiles(image, [CONFIG, OWN]);
  const config = files.get(CONFIG);
  if (config !== undefined && files.has(OWN)) return config.toString();
  throw new KindlingError('IMAGE_INVALID', `"${name}" is no base image that a node image can be made of`, {
    hint: 'make one with "kind build base-image"; images that are built FROM it are base images as well',
  });
}

/**
 * containerd's configuration for a Kubernetes version.
 *
 * @param pause full name of the image that sandboxes are made of
 */
export function nodeContainerdConfig(config: string, pause: string, version: string): string {
  const text = config.replace(/^(\s*sandbox_image = ).*$/m, `$1"${pause}"`);
  const driver = cgroupDriver(parseGenericVersion(version, 'BUILD_FAILED'));
  return driver === 'systemd' ? text : text.replaceAll(/^(\s*SystemdCgroup = )true$/gm, '$1false');
}

/** Where the configuration is in a node. */
export const CONTAINERD_CONFIG = `/${CONFIG}`;
