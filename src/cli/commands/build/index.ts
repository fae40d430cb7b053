import type { Command } from '../../command.js';
import type { Flag } from '../../flags/flag.js';
import { pointers } from '../../text/pointers.js';

const imageFlag: Flag = {
  name: 'image',
  type: 'string',
  valueName: 'IMAGE',
  help: 'name and tag of the result',
  complete: 'nothing',
};

const archFlag: Flag = {
  name: 'arch',
  type: 'string',
  help: "architecture to build for: amd64 or arm64; by default this machine's",
  complete: ['amd64', 'arm64'],
};

/** What happens with a finished image. */
const resultFlags: readonly Flag[] = [
  {
    name: 'output',
    type: 'string',
    valueName: 'TYPE[:PATH]',
    help: 'write it instead of loading it into the engine: oci-archive, docker-archive, dir',
    complete: ['oci-archive:', 'docker-archive:', 'dir:'],
  },
  { name: 'explain', type: 'bool', help: 'print what takes the space in the image' },
  {
    name: 'explain-page',
    type: 'string',
    valueName: 'FILE',
    help: 'the same as a page with a map of all files (HTML)',
    complete: 'files',
  },
  { name: 'push', type: 'bool', help: 'load it into the engine, and push it to the registry in its name' },
];

/** The flags of every build. */
const commonFlags = (base: string): readonly Flag[] => [
  archFlag,
  { name: 'base-image', type: 'string', valueName: 'IMAGE|ARCHIVE', help: base, complete: 'files' },
  imageFlag,
  ...resultFlags,
];

const ANY_BASE = 'image to put this one on, as a layer above it; by default it stands alone';

export const buildCommands: Command = {
  name: 'build',
  short: 'Build the images that clusters are made of',
  commands: [
    {
      name: 'base-image',
      short: 'Build the part of node images that is not Kubernetes',
      long:
        'Builds the base of node images: the operating system, containerd and the programs of a node, without Kubernetes.\n' +
        'It is made from packages and kept in a cache. "kind build node-image" does this by itself.',
      flags: [
        ...commonFlags(ANY_BASE),
        {
          name: 'source',
          type: 'string',
          help: 'accepted for compatibility, not used',
          hidden: true,
          deprecated: pointers.baseSource,
        },
      ],
      load: () => import('./base-image.js'),
    },
    {
      name: 'ci-image',
      short: 'Build an image of a whole cluster in one container',
      long:
        'Builds an image whose containers are clusters of one node, each with keys of its own, for CI jobs that start it\n' +
        'as a service. It is a node image and a small layer on it. With KIND_SHARED_PKI=1, all containers have the same\n' +
        'keys, which are in the image: only for networks that are thrown away. Kubernetes 1.34 or later.',
      usage: '[VERSION]',
      examples: [
        'kind build ci-image --image registry.example.com/ci/kind:v1.36.3',
        'kind build ci-image --base-image node.tar --output oci-archive:ci.tar',
        'docker run --detach --privileged --publish 8443:8443 --publish 10080:10080 registry.example.com/ci/kind:v1.36.3',
      ],
      args: { kind: 'at-most', count: 1 },
      completeArgs: 'nothing',
      flags: [
        ...commonFlags('node image of kindling to put it on; by default that is made as well'),
        {
          name: 'hooks',
          type: 'string',
          valueName: 'DIRECTORY',
          help: 'directory with before-cluster.sh, after-cluster.sh and images.sh, each optional',
          complete: 'directories',
        },
        {
          name: 'static-ip',
          type: 'string',
          valueName: 'ADDRESS',
          help: "the node's own address in every container, by default 172.30.99.1",
          complete: 'nothing',
        },
      ],
      load: () => import('./ci-image.js'),
    },
    {
      name: 'haproxy-image',
      short: "Build the load balancer's image",
      long:
        'Builds the image of the load balancer that clusters with several control planes have: HAProxy with what it\n' +
        'needs, from Debian packages. What has been built before comes from a cache.',
      flags: commonFlags(ANY_BASE),
      load: () => import('./haproxy-image.js'),
    },
    {
      name: 'kindnetd-image',
      short: "Build the image of the clusters' network",
      long:
        'Builds the image of kindnetd, the network of clusters. Node images have it already: by itself it is for\n' +
        'registries, and for clusters whose nodes are not made from our images.',
      examples: ['kind build kindnetd-image --image registry.example.com/kindnetd:v1 --push'],
      flags: commonFlags(ANY_BASE),
      load: () => import('./kindnetd-image.js'),
    },
    {
      name: 'node-image',
      short: 'Build a node image',
      long:
        'Builds a node image of a Kubernetes version, by default the one that new clusters get. Everything is made from\n' +
        'packages (Debian, Go modules, npm); no image registry is needed. What has been built before comes from a cache.\n\n' +
        'Kubernetes can also come from a tarball as it is published (a file, a URL, a release or a CI build), from a\n' +
        'source directory, or from a directory with the programs and image archives of a distribution.',
      usage: '[VERSION|URL|FILE|DIRECTORY|ci/MARKER]',
      examples: [
        'kind build node-image',
        'kind build node-image v1.35.4 --image my/node:v1.35.4',
        'kind build node-image --type release v1.34.1',
        'kind build node-image ~/src/kubernetes',
        'kind build node-image --preload nginx:1.27 --preload images/ --output oci-archive:node.tar',
      ],
      args: { kind: 'at-most', count: 1 },
      completeArgs: 'files',
      flags: [
        ...commonFlags('base image of kindling, or one made from it; by default the base is made as well'),
        {
          name: 'checksum',
          type: 'string',
          valueName: 'ALGORITHM:HEX',
          help: 'what a tarball from a URL or a file has to be: sha256:… or sha512:…',
          complete: 'nothing',
        },
        {
          name: 'kube-root',
          type: 'string',
          help: 'source directory of Kubernetes',
          hidden: true,
          deprecated: pointers.kubeRoot,
        },
        {
          name: 'mirror',
          type: 'string',
          valueName: 'URL',
          help: 'where releases and CI builds are, instead of https://dl.k8s.io',
          complete: 'nothing',
        },
        {
          name: 'preload',
          type: 'strings',
          valueName: 'IMAGE|ARCHIVE|LIST',
          help: 'put images into the node image: of the engine, of archives, or of a list in a file',
          complete: 'files',
        },
        {
          name: 'type',
          type: 'string',
          help: 'modules, url, file, release, ci or source; by default what the argument is',
          complete: ['modules', 'url', 'file', 'release', 'ci', 'source'],
        },
      ],
      load: () => import('./node-image.js'),
    },
    {
      name: 'release',
      short: 'Build all images for all versions and architectures',
      long:
        'Builds every image, for each architecture and Kubernetes version, into a directory: compressed OCI archives,\n' +
        'what each is made of (CycloneDX), licences, and checksums of all files. The same inputs give the same files.\n' +
        "What is not for this machine's architecture needs a C compiler for it, and its static libseccomp.",
      usage: 'DIRECTORY',
      examples: [
        'kind build release dist --arch amd64 --kubernetes-version v1.36.3 --registry registry.example.com/kind',
      ],
      args: { kind: 'exactly', count: 1 },
      completeArgs: 'directories',
      flags: [
        {
          name: 'arch',
          type: 'strings',
          valueName: 'ARCHITECTURES',
          help: 'architectures to build for; by default amd64,arm64',
          complete: ['amd64', 'arm64'],
        },
        {
          name: 'kubernetes-version',
          type: 'strings',
          valueName: 'VERSIONS',
          help: 'Kubernetes versions to build node images of; by default all that are pinned',
          complete: 'nothing',
        },
        {
          name: 'registry',
          type: 'string',
          help: "what images' names begin with, instead of localhost/kindling",
          complete: 'nothing',
        },
      ],
      load: () => import('./release.js'),
    },
    {
      name: 'storage-image',
      short: "Build the images of the clusters' storage",
      long:
        'Builds two images, which go to one place: the storage provisioner, and the helper that it makes and removes\n' +
        'directories with. Node images have them already: by themselves they are for registries.',
      flags: [
        ...commonFlags(ANY_BASE),
        {
          name: 'helper-image',
          type: 'string',
          valueName: 'IMAGE',
          help: "name and tag of the helper; --image is the provisioner's",
          complete: 'nothing',
        },
      ],
      load: () => import('./storage-image.js'),
    },
  ],
};
