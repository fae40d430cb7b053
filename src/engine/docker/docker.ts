import type { Readable } from 'node:stream';
import type { Environment } from '../../state-dir.js';
import { EngineClient } from '../cli/client.js';
import { CliEngine } from '../cli/engine.js';
import { dockerArchive } from '../cli/images/docker-archive.js';
import { removeContainers } from '../cli/remove.js';
import { printedId, runToTheEnd } from '../cli/run/run-to-the-end.js';
import type { CancelOptions, ContainerSpec, ProxySettings } from '../engine.js';
import { dockerClientProxies } from './client-proxies.js';
import { parseDockerInfo } from './info.js';
import { dockerNetworks, dockerSubnets } from './network.js';
import { dockerRunArguments } from './run-arguments.js';

/** Docker, and whatever answers to its command line. */
export class Docker extends CliEngine {
  protected readonly networks = dockerNetworks(this.client);
  protected readonly subnetsOf = dockerSubnets;

  /** @param env environment for the docker command: DOCKER_HOST, DOCKER_CONTEXT, DOCKER_CONFIG */
  constructor(env: Environment = {}) {
    super(new EngineClient('docker', 'docker', env));
  }

  protected async readInfo() {
    return parseDockerInfo('docker', await this.client.json(['info', '--format', '{{json .}}']));
  }

  override async clientProxies(options: CancelOptions = {}): Promise<ProxySettings> {
    return await dockerClientProxies(this.client, options);
  }

  override async loadImage(archive: Readable, options: CancelOptions = {}): Promise<string[]> {
    return await super.loadImage(dockerArchive(archive), options);
  }

  async runContainer(spec: ContainerSpec, options: CancelOptions = {}): Promise<void> {
    const args = dockerRunArguments(spec, await this.runHost(options));
    const undo = async (output: string) => {
      const id = printedId(output);
      if (id) await removeContainers(this.client, [id]);
    };
    await runToTheEnd(this.client, args, undo, options);
  }

  async removeContainers(names: readonly string[], options: CancelOptions = {}): Promise<void> {
    await removeContainers(this.client, names, options);
  }
}
