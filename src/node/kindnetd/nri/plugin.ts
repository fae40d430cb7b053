import { messageOf } from '../../../errors.js';
import { Backoff } from '../../backoff.js';
import type { Log } from '../../log.js';
import { decode, encode, type Message, messagesOf, textOf, textsOf } from './protobuf.js';
import { type Call, TtrpcConnection } from './ttrpc.js';

/** A pod as the container runtime knows it. */
export interface RuntimePod {
  /** Of its sandbox: a pod may get another one. */
  id: string;
  uid: string;
  namespace: string;
  name: string;
  labels: Record<string, string>;
  /** Empty in the node's own network. */
  ips: string[];
}

export interface PluginOptions {
  /** Called when the plugin is connected, with the pods that run already. */
  onPods(pods: RuntimePod[]): void;
  /** A pod has its addresses; none of its containers runs before the promise resolves. It must take less than 2 s. */
  onStart(pod: RuntimePod): Promise<void>;
  /** A pod has ended, or gets another sandbox: its addresses may soon be another one's. */
  onStop(pod: RuntimePod): void;
  signal: AbortSignal;
  log: Log;
  /** The runtime's socket. Default: /var/run/nri/nri.sock */
  path?: string | undefined;
}

const SOCKET = '/var/run/nri/nri.sock';
/** Pauses between attempts, in ms. */
const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 10_000;

/** Of NRI's enumeration of events: RUN_POD_SANDBOX and STOP_POD_SANDBOX. */
const EVENTS = (1 << 0) | (1 << 1);

/**
 * A plugin of the container runtime (NRI, the Node Resource Interface: github.com/containerd/nri, pkg/api/api.proto)
 * that is told of pods before their containers start. Connects anew when the runtime was restarted. Returns when
 * aborted, and never rejects; without a runtime that has NRI it just waits for one.
 */
export async function runPlugin(options: PluginOptions): Promise<void> {
  const { signal, log, path = SOCKET } = options;
  const backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
  let complaint = '';
  while (!signal.aborted) {
    let message = 'it ended the connection';
    try {
      const plugin = new Plugin(options);
      const connection = await TtrpcConnection.open({ path, signal, serve: (call) => plugin.serve(call) });
      backoff.reset();
      connection.call('nri.pkg.api.v1alpha1.Runtime', 'RegisterPlugin', encode({ 1: 'kindnetd', 2: '10' }));
      await connection.serve();
    } catch (error) {
      message = messageOf(error);
    }
    if (signal.aborted) return;
    if (message !== complaint) log('WARN', `the container runtime does not tell of starting pods: ${message}`);
    complaint = message;
    await backoff.pause(signal).catch(() => {});
  }
}

class Plugin {
  private readonly synchronized: RuntimePod[] = [];

  constructor(private readonly options: PluginOptions) {}

  async serve({ method, payload }: Call): Promise<Buffer> {
    if (method === 'Configure') return encode({ 2: EVENTS });
    const request = decode(payload);
    if (method === 'Synchronize') return this.synchronize(request);
    if (method === 'RunPodSandbox' || method === 'StopPodSandbox') {
      const [pod] = messagesOf(request, 1).map(runtimePod);
      if (pod === undefined) return encode({});
      if (method === 'RunPodSandbox') await this.options.onStart(pod);
      else this.options.onStop(pod);
    }
    return encode({});
  }

  /** Many pods come in several pieces. */
  private synchronize(request: Message): Buffer {
    this.synchronized.push(...messagesOf(request, 1).map(runtimePod));
    const more = request.get(3)?.at(-1) === 1n;
    if (!more) this.options.onPods(this.synchronized);
    return encode({ 2: more ? 1 : undefined });
  }
}

function runtimePod(message: Message): RuntimePod {
  return {
    id: textOf(message, 1),
    name: textOf(message, 2),
    uid: textOf(message, 3),
    namespace: textOf(message, 4),
    labels: Object.fromEntries(messagesOf(message, 5).map((entry) => [textOf(entry, 1), textOf(entry, 2)])),
    ips: textsOf(message, 10).filter((ip) => ip !== ''),
  };
}
