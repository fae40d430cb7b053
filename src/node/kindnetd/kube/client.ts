import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import { KindlingError } from '../../../errors.js';
import { chooseEndpoint, type Endpoint } from './endpoint.js';
import type { InCluster } from './in-cluster.js';

/** Silence after which the kernel asks whether the other end is still there, in ms; it gives up 10 s later. */
const KEEPALIVE = 10_000;
/** How long the API server may take to accept a connection, and then to begin its answer, in ms. */
const CONNECT_DEADLINE = 5_000;
const ANSWER_DEADLINE = 30_000;

/** An answer of the API server other than success. */
export class ApiError extends KindlingError {
  constructor(
    readonly status: number,
    path: string,
    message: string,
  ) {
    super('COMMAND_FAILED', `GET ${path}: the API server answered ${status}: ${message}`);
  }
}

/** Reads from the API server. A list's connection becomes that of the watch behind it: each new one costs a handshake. */
export class ApiClient {
  private endpoint: Endpoint | undefined;
  private readonly agent = new Agent({ keepAlive: true });

  /** @param preferred where the API server is reached without kube-proxy */
  constructor(
    private readonly cluster: InCluster,
    private readonly preferred: Endpoint | undefined,
  ) {}

  /**
   * Sends a GET request.
   *
   * @param path with query
   * @returns the answer, whose body is yet to be read
   * @throws {ApiError} for any status but 2xx
   */
  async get(path: string, signal: AbortSignal): Promise<IncomingMessage> {
    const first = this.endpoint === undefined;
    this.endpoint ??= await chooseEndpoint(this.preferred, this.cluster.service, signal);
    try {
      const response = await this.send(this.endpoint, path, signal);
      const status = response.statusCode ?? 0;
      if (status >= 200 && status < 300) return response;
      throw new ApiError(status, path, (await text(response)).slice(0, 500));
    } catch (error) {
      // Whatever it was, the other address may have come (back) in the meantime.
      if (!first && !(error instanceof ApiError)) {
        this.endpoint = await chooseEndpoint(this.preferred, this.cluster.service, signal, 1);
      }
      throw error;
    }
  }

  private send({ host, port }: Endpoint, path: string, signal: AbortSignal): Promise<IncomingMessage> {
    const { ca, token } = this.cluster.credentials();
    return new Promise((resolve, reject) => {
      const outgoing = request({
        host,
        port,
        path,
        ca,
        signal,
        agent: this.agent,
        headers: { authorization: `Bearer ${token}`, accept: 'application/json', 'user-agent': 'kindnetd' },
      });
      let timer: NodeJS.Timeout | undefined;
      const expect = (what: string, deadline: number) => {
        clearTimeout(timer);
        const late = () => outgoing.destroy(new Error(`no ${what} from ${host}:${port} within ${deadline} ms`));
        timer = setTimeout(late, deadline);
      };
      expect('connection', CONNECT_DEADLINE);
      const connected = () => expect('answer', ANSWER_DEADLINE);
      outgoing.once('socket', (socket) => {
        if (socket.connecting) socket.once('secureConnect', connected);
        else connected();
      });
      outgoing.setSocketKeepAlive(true, KEEPALIVE);
      outgoing.once('close', () => clearTimeout(timer));
      outgoing.once('error', reject);
      outgoing.once('response', (response) => {
        clearTimeout(timer);
        resolve(response);
      });
      outgoing.end();
    });
  }
}
