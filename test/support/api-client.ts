import { readFile } from 'node:fs/promises';
import { Agent, type RequestOptions, request } from 'node:https';
import { parse } from 'yaml';

export interface Answer {
  status: number;
  body: string;
}

/** Talks to a cluster's API as the kubeconfig says, from this machine, with a new connection for every request. */
export class ApiClient {
  private constructor(
    private readonly server: string,
    private readonly tls: RequestOptions,
  ) {}

  static async fromKubeconfig(path: string): Promise<ApiClient> {
    const config = parse(await readFile(path, 'utf8'));
    const { server, 'certificate-authority-data': ca } = config.clusters[0].cluster;
    const { 'client-certificate-data': cert, 'client-key-data': key } = config.users[0].user;
    const decode = (text: string) => Buffer.from(text, 'base64');
    return new ApiClient(server, { ca: decode(ca), cert: decode(cert), key: decode(key) });
  }

  /** @param timeout milliseconds for the whole answer */
  async send(method: string, path: string, body?: object, timeout = 5000): Promise<Answer> {
    const text = await this.stream(method, path, AbortSignal.timeout(timeout), body);
    let answer = '';
    for await (const chunk of text.chunks) answer += chunk;
    return { status: text.status, body: answer };
  }

  /** The answer as it comes, over one connection: for watches. */
  async stream(
    method: string,
    path: string,
    signal: AbortSignal,
    body?: object,
  ): Promise<{ status: number; chunks: AsyncIterable<string> }> {
    return await new Promise((resolve, reject) => {
      const options = { ...this.tls, method, signal, agent: new Agent({ keepAlive: false }) };
      const sent = request(new URL(path, this.server), options, (response) => {
        response.setEncoding('utf8');
        resolve({ status: response.statusCode ?? 0, chunks: response });
      });
      sent.on('error', reject);
      if (body) sent.setHeader('Content-Type', 'application/json');
      sent.end(body && JSON.stringify(body));
    });
  }
}
