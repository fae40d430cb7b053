import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunResult } from '../../exec/run.js';
import type { Environment } from '../../state-dir.js';
import { EngineClient } from '../cli/client.js';
import { CliEngine } from '../cli/engine.js';
import { dockerState } from '../cli/inspect.js';
import { labelFilters } from '../cli/labels.js';
import { runToTheEnd } from '../cli/run/run-to-the-end.js';
import type { CancelOptions, ContainerSpec, ContainerSummary, ExecOptions } from '../engine.js';
import { DirectExec } from './direct-exec.js';
import { podmanImageNames } from './image-name.js';
import { parsePodmanInfo } from './info.js';
import { podmanNetworks, podmanSubnets } from './network.js';
import { removeAll } from './remove.js';
import { podmanRunArguments } from './run-arguments.js';
import { createVolume, volumesOf } from './volumes.js';

/** podman: needs no daemon, so it is what serves where nothing is installed. */
export class Podman extends CliEngine {
  protected readonly networks = podmanNetworks(this.client);
  protected readonly subnetsOf = podmanSubnets;
  private readonly direct = new DirectExec(this.client, async (name) => await this.inspectOne(name));

  /** @param env environment for podman, see podmanEnvironment */
  constructor(env: Environment = {}) {
    super(new EngineClient('podman', 'podman', env));
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

  async runContainer(spec: ContainerSpec, options: CancelOptions = {}): Promise<void> {
    const [host, image] = await Promise.all([this.runHost(options), this.resolveImage(spec.image, options)]);
    const directory = await mkdtemp(join(tmpdir(), 'kindling-run-'));
    const idFile = join(directory, 'id');
    try {
      const volume = spec.kind === 'node' ? await createVolume(this.client, spec.name, spec.labels) : undefined;
      const args = podmanRunArguments({ ...spec, image }, host, volume, idFile);
      await runToTheEnd(
        this.client,
        args,
        async () => {
          const id = await readFile(idFile, 'utf8').catch(() => '');
          await removeAll(this.client, id ? [id] : [], volume ? [volume] : []);
        },
        options,
      );
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
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

  override async exec(name: string, command: readonly string[], options: ExecOptions = {}): Promise<RunResult> {
    return (await this.direct.run(name, command, options)) ?? (await super.exec(name, command, options));
  }

  async removeContainers(names: readonly string[], options: CancelOptions = {}): Promise<void> {
    await removeAll(this.client, names, await volumesOf(this.client, names, options), options);
  }
}
