import { ReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import type { Environment } from '../../state-dir.js';
import { EngineClient } from '../cli/client.js';
import { DirectExec } from '../cli/direct/direct-exec.js';
import { CliEngine } from '../cli/engine.js';
import { stderrOf } from '../cli/failure.js';
import { type FoundImage, loadArchive } from '../cli/images/images.js';
import { dockerState } from '../cli/inspect.js';
import { labelFilters } from '../cli/labels.js';
import type { RunHost } from '../cli/run/arguments.js';
import { withIdFile } from '../cli/run/id-file.js';
import { runToTheEnd } from '../cli/run/run-to-the-end.js';
import type { CancelOptions, ContainerSpec, ContainerSummary } from '../engine.js';
import { podmanImageNames } from './image-name.js';
import { parsePodmanInfo } from './info.js';
import { podmanNetworks, podmanSubnets } from './network.js';
import { removeAll } from './remove.js';
import { podmanRunArguments } from './run-arguments.js';
import { podmanStoragePaths } from './storage.js';
import { createVolume, newVolumeName, volumesOf } from './volumes.js';

/** What podman says where its host, which need not be this machine, lacks the directory. Docker would make it. */
const NO_MODULES = /statfs \/lib\/modules: no such file or directory/;

/** podman: needs no daemon, so it is what serves where nothing is installed. */
export class Podman extends CliEngine {
  protected readonly networks = podmanNetworks(this.client);
  protected readonly subnetsOf = podmanSubnets;
  protected override readonly direct = new DirectExec(this.client, {
    root: '/run/runc',
    hasRuntime: (document) => document.OCIRuntime === 'runc',
    inspect: async (name) => await this.inspectOne(name),
  });

  /**
   * @param env environment for podman, see podmanEnvironment
   * @param binary name or path of the command
   */
  constructor(env: Environment = process.env, binary = 'podman') {
    super(new EngineClient('podman', binary, env));
  }

  protected async readInfo() {
    return parsePodmanInfo(await this.client.json(['info', '--format', 'json']));
  }

  protected override imageNames(ref: string): string[] {
    return podmanImageNames(ref);
  }

  protected override saveArguments(names: readonly string[]): string[] {
    return ['save', '--format', 'docker-archive', '--multi-image-archive', ...names];
  }

  /** Registries on this machine are spoken to without TLS where they have none, as Docker does. */
  protected override pushArguments(ref: string): string[] {
    const local = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?\//.test(ref);
    return ['push', ...(local ? ['--tls-verify=false'] : [])];
  }

  /** podman copies an archive that it is given on its input before it reads it: of a file it is told the name. */
  override async loadImage(archive: Readable, options: CancelOptions = {}): Promise<string[]> {
    if (!(archive instanceof ReadStream) || typeof archive.path !== 'string' || archive.bytesRead > 0)
      return await super.loadImage(archive, options);
    archive.destroy();
    return await loadArchive(this.client, archive.path, options);
  }

  protected override storagePaths(image: FoundImage) {
    return podmanStoragePaths(image);
  }

  async runContainer(spec: ContainerSpec, options: CancelOptions = {}): Promise<void> {
    const volume = spec.kind === 'node' ? newVolumeName() : undefined;
    const making = volume ? createVolume(this.client, volume, spec.name, spec.labels) : Promise.resolve();
    making.catch(() => {}); // it may fail before anybody waits for it, and is waited for below
    await withIdFile(
      async (idFile) => {
        const [host, image] = await Promise.all([
          this.runHost(options),
          this.resolveImage(spec.image, options),
          making,
        ]);
        const run = async (on: RunHost) =>
          await runToTheEnd(this.client, podmanRunArguments({ ...spec, image }, on, volume, idFile), options);
        await run(host).catch(async (error) => {
          if (!host.libModules || !NO_MODULES.test(stderrOf(error))) throw error;
          await run({ ...host, libModules: false });
        });
      },
      async (id) => {
        await making.catch(() => undefined);
        await removeAll(this.client, id ? [id] : [], Promise.resolve(volume ? [volume] : []));
      },
    );
  }

  override async listContainers(
    labels: Record<string, string | undefined>,
    options: CancelOptions = {},
  ): Promise<ContainerSummary[]> {
    const containers = (await this.client.json(['ps', '-a', ...labelFilters(labels), '--format', 'json'], options)) as {
      Names: string[];
      Labels: Record<string, string> | null;
      State: string;
    }[];
    return containers.map((container) => ({
      name: container.Names[0] ?? '',
      labels: container.Labels ?? {},
      state: dockerState(container.State),
    }));
  }

  async removeContainers(names: readonly string[], options: CancelOptions = {}): Promise<void> {
    if (names.length > 0) await removeAll(this.client, names, volumesOf(this.client, names, options), options);
  }
}
