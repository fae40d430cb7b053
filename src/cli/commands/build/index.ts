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
        archFlag,
        imageFlag,
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
        'docker run --detach --privileged --publish 8443:8443 --publish 10080:10080 registry.example.com/ci/kind:v1.36.3',
      ],
      args: { kind: 'at-most', count: 1 },
      completeArgs: 'nothing',
      flags: [
        archFlag,
        {
          name: 'hooks',
          type: 'string',
          valueName: 'DIRECTORY',
          help: 'directory with before-cluster.sh, after-cluster.sh and images.sh, each optional',
          complete: 'directories',
        },
        imageFlag,
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
      flags: [archFlag, imageFlag],
      load: () => import('./haproxy-image.js'),
    },
    {
      name: 'node-image',
      short: 'Build a node image',
      long:
        'Builds a node image of a Kubernetes version, by default the one that new clusters get. Everything is made from\n' +
        'packages (Debian, Go modules, npm); no image registry is needed. What has been built before comes from a cache.',
      usage: '[VERSION]',
      examples: ['kind build node-image', 'kind build node-image v1.35.4 --image my/node:v1.35.4'],
      args: { kind: 'at-most', count: 1 },
      completeArgs: 'nothing',
      flags: [
        archFlag,
        { name: 'base-image', type: 'string', help: 'accepted for compatibility, not used', hidden: true },
        imageFlag,
        {
          name: 'kube-root',
          type: 'string',
          help: 'source directory of Kubernetes',
          hidden: true,
          deprecated: pointers.kubeRoot,
        },
        {
          name: 'type',
          type: 'string',
          help: 'what to build from: modules (Go modules), the only one so far',
          complete: ['modules'],
        },
      ],
      load: () => import('./node-image.js'),
    },
  ],
};
