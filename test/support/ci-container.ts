import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import type { EngineName } from '../../src/engine/engine.js';
import { podmanEnvironment } from '../../src/engine/podman/environment.js';
import { run } from '../../src/exec/run.js';

/** The variables that an engine's own client needs on this machine. */
export function clientEnvironment(engine: EngineName): Record<string, string | undefined> {
  return { ...process.env, ...(engine === 'podman' && podmanEnvironment(process.env)) };
}

/** Runs an engine's own client, as a user of the CI image does. */
export async function engineClient(engine: EngineName, args: readonly string[]): Promise<string> {
  return (await run([engine, ...args], { env: clientEnvironment(engine) })).stdout;
}

/** An answer on port 10080. */
export interface Page {
  status: number;
  body: string;
}

/** A container of a CI image, with its ports published on free ones of the loopback interface. */
export class CiContainer {
  private constructor(
    private readonly engine: EngineName,
    readonly name: string,
  ) {}

  /** @param args further arguments of the engine's `run` */
  static async run(
    engine: EngineName,
    image: string,
    name: string,
    args: readonly string[] = [],
  ): Promise<CiContainer> {
    const ports = [8443, 10080].flatMap((port) => ['--publish', `127.0.0.1::${port}`]);
    await engineClient(engine, ['run', '--detach', '--privileged', '--name', name, ...ports, ...args, image]);
    return new CiContainer(engine, name);
  }

  async client(...args: readonly string[]): Promise<string> {
    return await engineClient(this.engine, args);
  }

  async exec(...command: readonly string[]): Promise<string> {
    return await this.client('exec', this.name, ...command);
  }

  /** `127.0.0.1:PORT` of a port of the container. */
  async address(port: 8443 | 10080): Promise<string> {
    return (await this.client('port', this.name, `${port}/tcp`)).split('\n')[0] ?? '';
  }

  async get(path: string): Promise<Page> {
    return await page(`http://${await this.address(10080)}${path}`);
  }

  /**
   * Waits until every pod is Ready.
   *
   * @param seconds at most
   * @throws with what the cluster waits for, and what its programs said
   */
  async ready(seconds = 120): Promise<void> {
    const url = `http://${await this.address(10080)}/kubernetes-ready`;
    const deadline = performance.now() + seconds * 1000;
    for (let last = ''; performance.now() < deadline; ) {
      try {
        const { status, body } = await page(url);
        last = body;
        if (status === 200) return;
      } catch (error) {
        last = String(error);
      }
      if (performance.now() + 100 >= deadline) throw new Error(`not ready: ${last}\n${await this.logs()}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async logs(): Promise<string> {
    const parts = [
      this.client('logs', this.name),
      this.exec('journalctl', '--no-pager', '--lines=100', '--unit=kind-ci', '--unit=kubelet', '--unit=containerd'),
      this.exec('kubectl', 'get', 'pods', '--all-namespaces', '--output=wide'),
    ];
    return (await Promise.allSettled(parts))
      .map((part) => (part.status === 'fulfilled' ? part.value : String(part.reason)))
      .join('\n');
  }

  async kubectl(...args: readonly string[]): Promise<string> {
    return await this.exec('kubectl', ...args);
  }

  async remove(): Promise<void> {
    await this.client('rm', '--force', '--volumes', this.name);
  }
}

/** Over a connection of its own: an engine's proxy takes connections before the container does, and drops them. */
async function page(url: string): Promise<Page> {
  return await new Promise((resolve, reject) => {
    const request = get(url, { agent: false }, (response) => {
      text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
    });
    request.setTimeout(5_000, () => request.destroy(new Error(`${url} does not answer`)));
    request.on('error', reject);
  });
}
