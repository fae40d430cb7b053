import { existsSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { KindlingError, wrapError } from '../../errors.js';
import type { RunResult } from '../../exec/run.js';
import type {
  CancelOptions,
  ContainerDetails,
  ContainerSpec,
  ContainerSummary,
  Engine,
  EngineHost,
  EngineInfo,
  ExecOptions,
  ImageDetails,
  ProxySettings,
  StoredImage,
} from '../engine.js';
import type { EngineClient } from './client.js';
import type { DirectExec } from './direct/direct-exec.js';
import { cliExec, execArguments } from './exec.js';
import { type FoundImage, findImage, loadArchive, pipeInto } from './images/images.js';
import { openStoredImage, type StoragePaths } from './images/stored-image.js';
import { type InspectDocument, parseInspect } from './inspect.js';
import { labelFilters } from './labels.js';
import { ensureNetwork, type NetworkDialect } from './network/ensure.js';
import { once } from './once.js';
import type { RunHost } from './run/arguments.js';

/**
 * What engines with a docker-like command-line program have in common. Each engine adds what is its own: how it
 * describes itself, runs and removes containers, and makes networks.
 */
export abstract class CliEngine implements Engine {
  constructor(protected readonly client: EngineClient) {}

  get name() {
    return this.client.engine;
  }

  protected abstract readonly networks: NetworkDialect;
  /** The short way to run programs in containers, where the engine has one. */
  protected readonly direct: DirectExec | undefined = undefined;
  /** Asks the engine about itself. */
  protected abstract readInfo(): Promise<EngineInfo>;
  /** The subnets in a network's inspect document. */
  protected abstract subnetsOf(network: unknown): string[];

  abstract runContainer(spec: ContainerSpec, options?: CancelOptions): Promise<void>;
  abstract removeContainers(names: readonly string[], options?: CancelOptions): Promise<void>;

  readonly info: (options?: CancelOptions) => Promise<EngineInfo> = once(async () => {
    try {
      return await this.readInfo();
    } catch (error) {
      const call = this.name === 'podman' ? ' (podman info --format json)' : '';
      throw wrapError(error, `failed to get ${this.name} info${call}`);
    }
  });

  async describe(options: CancelOptions = {}): Promise<string> {
    return (await this.client.run(['info'], options)).stdout;
  }

  async host(options: CancelOptions = {}): Promise<EngineHost> {
    return await this.client.host(options);
  }

  async clientProxies(_options: CancelOptions = {}): Promise<ProxySettings> {
    return {};
  }

  // Images.

  /** What a user's name for an image may be called in the engine's store, most likely first. */
  protected imageNames(ref: string): string[] {
    return [ref];
  }

  /** The name that the engine knows an image by; one that it does not have yet is named in full. */
  protected async resolveImage(ref: string, options: CancelOptions = {}): Promise<string> {
    const names = this.imageNames(ref);
    if (names.length === 1) return names[0] ?? ref;
    return (await findImage(this.client, names, options))?.ref ?? names[0] ?? ref;
  }

  async hasImage(ref: string, options: CancelOptions = {}): Promise<boolean> {
    return (await this.imageId(ref, options)) !== undefined;
  }

  async imageId(ref: string, options: CancelOptions = {}): Promise<string | undefined> {
    return (await this.imageDetails(ref, options))?.id;
  }

  async imageDetails(ref: string, options: CancelOptions = {}): Promise<ImageDetails | undefined> {
    const found = await findImage(this.client, this.imageNames(ref), options);
    return found && { id: found.id, diffIds: found.diffIds };
  }

  async pullImage(ref: string, options: CancelOptions = {}): Promise<void> {
    try {
      await this.client.run(['pull', this.imageNames(ref)[0] ?? ref], options);
    } catch (error) {
      if (!(error instanceof KindlingError) || error.code !== 'ENGINE_FAILED') throw error;
      // Whatever the registry or the way to it said: the image is not to be had.
      throw new KindlingError('IMAGE_NOT_FOUND', error.message, { cause: error.cause });
    }
  }

  async loadImage(archive: Readable, options: CancelOptions = {}): Promise<string[]> {
    return await loadArchive(this.client, archive, options);
  }

  protected saveArguments(names: readonly string[]): string[] {
    return ['save', ...names];
  }

  async saveImages(refs: readonly string[], out: Writable, options: CancelOptions = {}): Promise<void> {
    const save = async () => {
      const names = await Promise.all(refs.map((ref) => this.resolveImage(ref, options)));
      return this.client.stream(this.saveArguments(names), options);
    };
    await pipeInto(save, out, options);
  }

  /**
   * Where an image lies in the engine's storage; undefined for drivers whose storage is not known.
   *
   * @throws the file system's error when it is not there
   */
  protected storagePaths(_image: FoundImage): StoragePaths | undefined {
    return undefined;
  }

  async storedImage(ref: string, options: CancelOptions = {}): Promise<StoredImage | undefined> {
    if (!(await this.hasHostFiles(options))) return undefined;
    const image = await findImage(this.client, this.imageNames(ref), options);
    return image && (await openStoredImage(image, () => this.storagePaths(image)));
  }

  async removeImage(ref: string, options: CancelOptions = {}): Promise<void> {
    await this.client.run(['rmi', await this.resolveImage(ref, options)], options);
  }

  // Networks.

  async ensureNetwork(name: string, options: CancelOptions = {}): Promise<void> {
    const { place } = await this.host(options);
    await ensureNetwork(place === 'here' ? this.networks : { ...this.networks, isTaken: () => false }, name, options);
  }

  async networkSubnets(name: string, options: CancelOptions = {}): Promise<string[]> {
    const [network] = (await this.client.json(['network', 'inspect', name], options)) as unknown[];
    return this.subnetsOf(network);
  }

  async removeNetwork(name: string, options: CancelOptions = {}): Promise<void> {
    await this.client.run(['network', 'rm', name], options);
  }

  // Containers.

  protected async runHost(options: CancelOptions): Promise<RunHost> {
    const info = await this.info(options);
    const { place } = await this.host(options);
    // Of another machine, virtual or not, nothing is known.
    return { ...info, libModules: place !== 'here' || existsSync('/lib/modules') };
  }

  /** The engine's files are this machine's, and open to us. */
  private async hasHostFiles(options: CancelOptions): Promise<boolean> {
    return process.geteuid?.() === 0 && (await this.host(options)).place === 'here';
  }

  async listContainers(
    labels: Record<string, string | undefined>,
    options: CancelOptions = {},
  ): Promise<ContainerSummary[]> {
    const { stdout } = await this.client.run(['ps', '-a', '--no-trunc', '-q', ...labelFilters(labels)], options);
    const ids = stdout.split('\n').filter((id) => id !== '');
    if (ids.length === 0) return [];
    const found = await this.inspectAll(ids, options);
    return found.map(parseInspect).map(({ name, labels, state }) => ({ name, labels, state }));
  }

  /** Inspects those of the containers that (still) exist, in the order of the names. */
  protected async inspectAll(names: readonly string[], options: CancelOptions = {}): Promise<InspectDocument[]> {
    const okCodes = [0, 1];
    return (await this.client.json(['inspect', '--type=container', ...names], {
      ...options,
      okCodes,
    })) as InspectDocument[];
  }

  protected async inspectOne(name: string, options: CancelOptions = {}): Promise<InspectDocument> {
    try {
      const [document] = (await this.client.json(['inspect', '--type=container', name], options)) as InspectDocument[];
      if (document) return document;
    } catch (error) {
      if (!(error instanceof KindlingError) || error.code !== 'NODE_NOT_FOUND') throw error;
      throw new KindlingError('NODE_NOT_FOUND', `there is no container "${name}"`, { cause: error.cause });
    }
    throw new KindlingError('NODE_NOT_FOUND', `there is no container "${name}"`);
  }

  async inspectContainer(name: string, options: CancelOptions = {}): Promise<ContainerDetails> {
    return parseInspect(await this.inspectOne(name, options));
  }

  async volumePath(name: string, containerPath: string, options: CancelOptions = {}): Promise<string | undefined> {
    const { rootless, usernsRemap } = await this.info(options);
    if (rootless || usernsRemap || !(await this.hasHostFiles(options))) return undefined;
    const { Mounts } = await this.inspectOne(name, options);
    return Mounts?.find(({ Type, Destination }) => Type === 'volume' && Destination === containerPath)?.Source;
  }

  async inspectRaw(name: string, options: CancelOptions = {}): Promise<string> {
    return (await this.client.run(['inspect', name], options)).stdout;
  }

  async startContainer(name: string, options: CancelOptions = {}): Promise<void> {
    await this.client.run(['start', name], options);
  }

  async stopContainer(name: string, timeout: number, options: CancelOptions = {}): Promise<void> {
    await this.client.run(['stop', '-t', String(Math.ceil(timeout)), name], options);
  }

  async signalContainer(name: string, signal: string, options: CancelOptions = {}): Promise<void> {
    await this.client.run(['kill', '--signal', signal, name], options);
  }

  async exec(name: string, command: readonly string[], options: ExecOptions = {}): Promise<RunResult> {
    const direct = await this.direct?.run(name, command, options);
    return direct ?? (await cliExec(this.client, name, command, options));
  }

  execStream(name: string, command: readonly string[], options: CancelOptions = {}): Readable {
    return this.client.stream(execArguments(name, command, {}), options);
  }

  execCommand(name: string, command: readonly string[], options: { tty: boolean; stdin: boolean }): string[] {
    const flags = [...(options.stdin ? ['-i'] : []), ...(options.tty ? ['-t'] : [])];
    return this.client.command(['exec', '--privileged', ...flags, name, ...command]);
  }

  logs(name: string, options: CancelOptions & { follow?: boolean } = {}): Readable {
    const { follow, ...rest } = options;
    return this.client.stream(['logs', ...(follow ? ['-f'] : []), name], { ...rest, merge: true });
  }
}
