import { wrapError } from '../../errors.js';
import type { Environment } from '../../state-dir.js';
import { EngineClient } from '../cli/client.js';
import { CliEngine } from '../cli/engine.js';
import { removeContainers } from '../cli/remove.js';
import { runOrRemove } from '../cli/run/run-or-remove.js';
import { parseDockerInfo } from '../docker/info.js';
import { dockerSubnets } from '../docker/network.js';
import type { CancelOptions, ContainerSpec } from '../engine.js';
import { nerdctlNetworks } from './network.js';
import { nerdctlRunArguments } from './run-arguments.js';

/**
 * nerdctl and finch, which is a nerdctl. Written after nerdctl's command reference and spec §3, and not yet tried
 * against a real one: no distribution that we test on packages it.
 *
 * @see https://github.com/containerd/nerdctl/blob/main/docs/command-reference.md
 */
export class Nerdctl extends CliEngine {
  protected readonly networks = nerdctlNetworks(this.client);
  protected readonly subnetsOf = dockerSubnets;

  /** @param binary `nerdctl`, `finch` or `nerdctl.lima` */
  constructor(binary = 'nerdctl', env: Environment = {}) {
    super(new EngineClient('nerdctl', binary, env));
  }

  protected async readInfo() {
    return parseDockerInfo('nerdctl', await this.client.json(['info', '--format', '{{json .}}']));
  }

  async runContainer(spec: ContainerSpec, options: CancelOptions = {}): Promise<void> {
    await runOrRemove(this.client, nerdctlRunArguments(spec, await this.runHost(options)), options);
  }

  /** nerdctl restarts what ends, so nodes are first told not to come back. Spec §3.13. */
  async removeContainers(names: readonly string[], options: CancelOptions = {}): Promise<void> {
    const existing = (await this.inspectAll(names, options)).map((document) => document.Name.replace(/^\//, ''));
    if (existing.length === 0) return;
    for (const [failure, ...command] of [
      ["failed to update restart policy to 'no'", 'update', '--restart=no'],
      ['failed to stop nodes', 'stop'],
      ['failed to wait for node exit', 'wait'],
    ] as const) {
      await this.client.run([...command, ...existing], options).catch((error) => {
        throw wrapError(error, failure);
      });
    }
    await removeContainers(this.client, existing, options);
  }
}
