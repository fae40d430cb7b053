import type { ApiClient } from './api-client.js';

const PATH = '/api/v1/namespaces/default/configmaps';
const LABEL = 'written-by';

/** Writes ConfigMaps one after another until it is stopped, and keeps book of those that the API acknowledged. */
export class ConfigMapWriter {
  readonly acknowledged: string[] = [];
  /** Milliseconds between two acknowledgements, at most. */
  longestPause = 0;
  private stopped = false;
  private readonly running: Promise<void>;

  constructor(
    private readonly api: ApiClient,
    private readonly name: string,
  ) {
    this.running = this.write();
  }

  private async write(): Promise<void> {
    let last = performance.now();
    for (let count = 0; !this.stopped; count++) {
      const name = `${this.name}-${count}`;
      const body = { metadata: { name, labels: { [LABEL]: this.name } }, data: { count: String(count) } };
      const answer = await this.api.send('POST', PATH, body, 3000).catch(() => undefined);
      if (answer?.status !== 201) continue;
      this.acknowledged.push(name);
      this.longestPause = Math.max(this.longestPause, performance.now() - last);
      last = performance.now();
    }
  }

  /** Ends the writing. @returns the acknowledged names that are not in the cluster */
  async lost(): Promise<string[]> {
    this.stopped = true;
    await this.running;
    const { body } = await this.api.send('GET', `${PATH}?labelSelector=${LABEL}%3D${this.name}`, undefined, 30_000);
    const items: { metadata: { name: string } }[] = JSON.parse(body).items;
    const found = new Set(items.map(({ metadata }) => metadata.name));
    return this.acknowledged.filter((name) => !found.has(name));
  }
}
