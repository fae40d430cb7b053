import type { Readable } from 'node:stream';
import type { Environment } from '../../state-dir.js';
import { EngineClient } from '../cli/client.js';
import { DirectExec } from '../cli/direct/direct-exec.js';
import { CliEngine } from '../cli/engine.js';
import { dockerArchive } from '../cli/images/docker-archive.js';
import type { FoundImage } from '../cli/images/images.js';
import { removeContainers } from '../cli/remove.js';
import { runOrRemove } from '../cli/run/run-or-remove.js';
import type { CancelOptions, ContainerSpec, ProxySettings } from '../engine.js';
import { dockerClientProxies } from './client-proxies.js';
import { parseDockerInfo } from './info.js';
import { dockerNetworks, dockerSubnets } from './network.js';
import { dockerRunArguments } from './run-arguments.js';
import { dockerStoragePaths } from './storage.js';

/** Docker, and whatever answers to its command line. */
export class Docker extends CliEngine {
  protected readonly networks = dockerNetworks(this.client);
  protected readonly subnetsOf = dockerSubnets;
  protected override readonly direct = new DirectExec(this.client, {
    root: '/run/docker/runtime-runc/moby',
    // `bounded` is what scripts/start-docker names engine/runc-bounded.
    hasRuntime: ({ HostConfig }) => ['runc', 'bounded'].includes(HostConfig?.Runtime ?? ''),
    inspect: async (name) => await this.inspectOne(name),
  });

  /**
   * @param env environment for the docker command: PATH, DOCKER_HOST, DOCKER_CONTEXT, DOCKER_CONFIG
   * @param binary name or path of the command
   */
  constructor(env: Environment = process.env, binary = 'docker') {
    super(new EngineClient('docker', binary, env));
  }

  protected async readInfo() {
    return parseDockerInfo('docker', await this.client.json(['info', '--format', '{{json .}}']));
  }

  override async clientProxies(options: CancelOptions = {}): Promise<ProxySettings> {
    return await dockerClientProxies(this.client, options);
  }

  override async loadImage(archive: Readable, options: CancelOptions = {}): Promise<string[]> {
    const converted = dockerArchive(archive);
    try {
      return await super.loadImage(converted, options);
    } catch (error) {
      const { errored } = converted;
      const closed = errored !== null && 'code' in errored && errored.code === 'ERR_STREAM_PREMATURE_CLOSE';
      // Docker only saw its input end; unless docker ended first, which closes its input.
      throw closed ? error : (errored ?? error);
    }
  }

  protected override storagePaths(image: FoundImage) {
    return dockerStoragePaths(image);
  }

  async runContainer(spec: ContainerSpec, options: CancelOptions = {}): Promise<void> {
    const args = dockerRunArguments(spec, await this.runHost(options));
    await runOrRemove(this.client, args, { ...options, idFile: true });
  }

  async removeContainers(names: readonly string[], options: CancelOptions = {}): Promise<void> {
    await removeContainers(this.client, names, options);
  }
}
