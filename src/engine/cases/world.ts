import { Readable } from 'node:stream';
import { after, before } from 'node:test';
import type { ContainerSpec, Engine } from '../engine.js';
import { type TinyImage, tinyImage } from './tiny-image.js';

/** What the cases need to know of the engine under test. */
export interface CaseSetup {
  /** A new engine. @throws when it is not there, saying how to get it */
  engine(): Promise<Engine>;
  busybox(): Promise<Buffer>;
  /** Runs the engine's own command; returns what it prints. */
  cli(...args: string[]): Promise<string>;
  /** Removes a node the way upstream's kind does. */
  upstreamDelete(node: string): Promise<void>;
}

/** What the cases share: made before the first of them, gone after the last one. */
export interface World extends CaseSetup {
  readonly it: Engine;
  readonly image: TinyImage;
  /** Name of the image. */
  readonly tag: string;
  /** Name of the network. */
  readonly network: string;
  /** A name that nothing else has. */
  name(): string;
  /** A node that sleeps. */
  spec(more?: Partial<ContainerSpec>): ContainerSpec;
  /** Runs a node and returns its name. */
  node(more?: Partial<ContainerSpec>): Promise<string>;
  /** Names of this world's containers and volumes. */
  containers(): Promise<string[]>;
  volumes(): Promise<string[]>;
}

/** The label of everything that a world makes. */
export const worldLabel = 'kindling-test';

/** Call it inside `describe`: registers what makes and removes the world. */
export function makeWorld(setup: CaseSetup): World {
  const run = `${process.pid}-${Date.now().toString(36)}`;
  let count = 0;
  const made: { engine?: Engine; image?: TinyImage } = {};
  const list = async (...args: string[]) =>
    (await setup.cli(...args, '--filter', `label=${worldLabel}=${run}`)).split('\n').filter((line) => line !== '');
  const world: World = {
    ...setup,
    get it() {
      if (!made.engine) throw new Error('the engine is not there');
      return made.engine;
    },
    get image() {
      if (!made.image) throw new Error('the image is not there');
      return made.image;
    },
    tag: `kindling-test/tiny:${run}`,
    network: `kindling-test-${run}`,
    name: () => `kindling-test-${run}-${++count}`,
    spec: (more = {}) => {
      const name = more.name ?? world.name();
      return {
        name,
        hostname: name,
        image: world.tag,
        network: world.network,
        kind: 'node',
        command: ['sh', '-c', 'trap "exit 7" TERM; while true; do sleep 0.1; done'],
        ...more,
        labels: { [worldLabel]: run, ...more.labels },
      };
    },
    node: async (more) => {
      const spec = world.spec(more);
      await world.it.runContainer(spec);
      return spec.name;
    },
    containers: async () => await list('ps', '-a', '--format', '{{.Names}}'),
    volumes: async () => await list('volume', 'ls', '--format', '{{.Name}}'),
  };

  before(async () => {
    made.engine = await setup.engine();
    made.image = await tinyImage(await setup.busybox(), run);
    await made.engine.loadImage(Readable.from([await made.image.docker([world.tag])]));
    await made.engine.ensureNetwork(world.network);
  });
  after(async () => {
    if (!made.engine) return;
    await made.engine.removeContainers(await world.containers());
    await made.engine.removeNetwork(world.network).catch(() => undefined);
    await made.engine.removeImage(world.tag).catch(() => undefined);
  });
  return world;
}
