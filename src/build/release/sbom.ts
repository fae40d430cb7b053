import { Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';
import { loadDebianPins } from '../base/debian-pins.js';
import { imageId, type NamedContent } from '../content/image-content.js';
import { readImageFiles } from '../content/read-files.js';
import { ownVersion } from '../own-version.js';
import type { Arch } from '../part.js';
import { moduleName } from '../parts/kubernetes/work-module.js';
import { loadPins, type Pins } from '../pins.js';
import { goModulesIn, type LinkedModule } from './go-modules-in-image.js';

const PACKAGES = 'kind/packages.txt';
/** Programs that the Node.js runtime is there for; the runtime itself is a hard link in some images. */
const USERS_OF_NODE = ['usr/local/bin/entrypoint', 'usr/local/bin/kindnetd'];

/**
 * What an image is made of, as a CycloneDX document (JSON): Debian packages, Go modules, the Node.js runtime. It has no
 * time and no serial number: the same image gives the same document.
 *
 * @param work absolute path of a directory for programs that are looked into
 * @see https://cyclonedx.org/docs/1.6/json/
 */
export async function imageSbom(image: NamedContent, arch: Arch, work: string, signal?: AbortSignal): Promise<string> {
  const pins = await loadPins();
  const files = await readImageFiles(image, [PACKAGES, ...USERS_OF_NODE]);
  const { suite } = await loadDebianPins();
  const packages = (files.get(PACKAGES)?.toString() ?? '').split('\n').filter(Boolean);
  const components = [
    ...packages.map((line) => debianPackage(line, suite, arch)),
    ...(await goModulesIn(image, work, signal)).flatMap((module) => goModule(module, pins)),
    ...(USERS_OF_NODE.some((path) => files.has(path)) ? [nodeRuntime(pins, arch)] : []),
  ];
  return await sbomDocument(image, components);
}

async function sbomDocument(image: NamedContent, components: readonly Models.Component[]): Promise<string> {
  const [name = '', tag] = /^(.*?)(?::([^:/]+))?$/.exec(image.names[0] ?? '')?.slice(1) ?? [];
  const subject = new Models.Component(Enums.ComponentType.Container, name, {
    bomRef: imageId(image),
    ...(tag && { version: tag }),
    hashes: new Models.HashDictionary([[Enums.HashAlgorithm['SHA-256'], imageId(image).slice('sha256:'.length)]]),
  });
  const tools = new Models.Tools({
    components: new Models.ComponentRepository([
      new Models.Component(Enums.ComponentType.Application, 'kindling', { version: await ownVersion() }),
    ]),
  });
  const bom = new Models.Bom({ metadata: new Models.Metadata({ component: subject, tools }) });
  for (const component of components) bom.components.add(component);
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
}

/** @param line name and version, as in /kind/packages.txt */
function debianPackage(line: string, suite: string, arch: Arch): Models.Component {
  const [name = '', version = ''] = line.split(' ');
  const purl = `pkg:deb/debian/${name}@${encodeURIComponent(version)}?arch=${arch}&distro=${suite}`;
  return component(name, version, purl);
}

/** Modules that programs were built in tell no version of themselves: it is the pinned one. */
export function goModule(linked: LinkedModule, pins: Pins): Models.Component[] {
  const pinned = (module: string) => Object.values(pins.go).find((pin) => pin.module === module);
  // The storage provisioner's source is in the module that Kubernetes' programs are linked in.
  const provisioner = pins.go['local-path-provisioner'];
  const own = linked.module === moduleName ? provisioner : pinned(linked.module);
  const { module, version, sum } = linked.version === '(devel)' && own ? own : linked;
  if (version === '(devel)') return [];
  const properties = sum ? [new Models.Property('go:sum', sum)] : [];
  return [component(module, version, `pkg:golang/${module}@${encodeURIComponent(version)}`, { properties })];
}

function nodeRuntime({ node }: Pins, arch: Arch): Models.Component {
  const { package: name, integrity } = node.packages[arch];
  const hex = Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex');
  const hashes = new Models.HashDictionary([[Enums.HashAlgorithm['SHA-512'], hex]]);
  return component(name, node.version, `pkg:npm/${name}@${node.version}`, { hashes });
}

function component(
  name: string,
  version: string,
  purl: string,
  more: { properties?: Models.Property[]; hashes?: Models.HashDictionary } = {},
): Models.Component {
  const { properties = [], hashes } = more;
  return new Models.Component(Enums.ComponentType.Library, name, {
    version,
    purl,
    bomRef: purl,
    properties: new Models.PropertyRepository(properties),
    ...(hashes && { hashes }),
  });
}
