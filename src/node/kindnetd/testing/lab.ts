import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { run } from '../../../exec/run.js';
import type { Run } from '../run.js';

/** An attempt to get an answer. */
export interface Probe {
  to: string;
  protocol: 'TCP' | 'UDP';
  port: number;
  /** How long to wait for it, in ms. */
  patience: number;
  /** Port to send from, with UDP: the same again is the same connection. Default: any. */
  localPort?: number;
}

const PROBER = fileURLToPath(new URL('prober.js', import.meta.url));
/** The node's addresses. */
export const GATEWAYS = ['10.99.0.1', 'fd99::1'];

/**
 * A node and pods, as network namespaces: each pod has a link to the node, as the CNI plugin ptp makes it, and
 * a program that answers. All is gone when the test ends.
 */
export class Lab {
  private readonly programs: ChildProcess[] = [];

  private constructor(private readonly name: string) {}

  /**
   * Sets it up.
   *
   * @param pods the addresses of each, one of each family
   * @param ports where pods answer
   */
  static async create(t: TestContext, pods: string[][], ports: number[]): Promise<Lab> {
    const lab = new Lab(`kindling-lab-${process.pid}`);
    t.after(() => lab.dispose());
    await run(['ip', 'netns', 'add', lab.name]);
    const forward = 'for f in ipv4/ip_forward ipv6/conf/all/forwarding; do echo 1 > /proc/sys/net/$f; done';
    await lab.inNode(['sh', '-c', forward]);
    for (const ips of pods) await lab.add(ips, ports);
    return lab;
  }

  /** Runs a program in the node. */
  readonly inNode: Run = (command, options) => run(['ip', 'netns', 'exec', this.name, ...command], options);

  /**
   * Sends probes from a pod, given by its number; one call at a time for each pod.
   *
   * @returns whom the other end saw asking, for each probe; null: no answer
   */
  async ask(pod: number, probes: Probe[]): Promise<(string | null)[]> {
    const program = this.programs[pod];
    if (program === undefined) throw new Error(`there is no pod ${pod}`);
    const answers = once(program, 'message');
    program.send(probes);
    return (await answers)[0];
  }

  private async add(ips: string[], ports: number[]): Promise<void> {
    const [node, pod, link] = [this.name, `${this.name}-${this.programs.length}`, `pod${this.programs.length}`];
    const inPod: Run = (command) => run(['ip', 'netns', 'exec', pod, ...command]);
    await run(['ip', 'netns', 'add', pod]);
    await run(['ip', '-n', node, 'link', 'add', link, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', pod]);
    await inPod(['ip', 'link', 'set', 'lo', 'up']);
    await inPod(['ip', 'link', 'set', 'eth0', 'up']);
    await this.inNode(['ip', 'link', 'set', link, 'up']);
    for (const ip of ips) {
      const isV6 = ip.includes(':');
      const gateway = GATEWAYS[isV6 ? 1 : 0] ?? '';
      const address = (text: string) => [`${text}/${isV6 ? 128 : 32}`, ...(isV6 ? ['nodad'] : [])];
      await this.inNode(['ip', 'addr', 'add', ...address(gateway), 'dev', link]);
      await this.inNode(['ip', 'route', 'add', ip, 'dev', link]);
      await inPod(['ip', 'addr', 'add', ...address(ip), 'dev', 'eth0']);
      await inPod(['ip', 'route', 'add', gateway, 'dev', 'eth0']);
      await inPod(['ip', isV6 ? '-6' : '-4', 'route', 'add', 'default', 'via', gateway, 'src', ip]);
    }
    const program = spawn('ip', ['netns', 'exec', pod, process.execPath, PROBER, ...ports.map(String)], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.programs.push(program);
    await once(program, 'message');
  }

  private async dispose(): Promise<void> {
    for (const program of this.programs) program.disconnect();
    const { stdout } = await run(['ip', 'netns', 'list']);
    const names = stdout.split('\n').map((line) => line.split(' ')[0] ?? '');
    for (const name of names) {
      if (name === this.name || name.startsWith(`${this.name}-`)) await run(['ip', 'netns', 'del', name]);
    }
  }
}
