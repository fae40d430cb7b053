import type { Milestone } from './milestone.js';
import type { RequestCounter } from './request-counter.js';

export interface Measured {
  /** When the container was started. */
  startedAt: Date;
  docker: Milestone;
  kubernetes: Milestone;
  counter: RequestCounter;
}

/** Media type of Prometheus' text format. */
export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** What is known of the container's start, in Prometheus' text format. */
export function metrics({ startedAt, docker, kubernetes, counter }: Measured, now = new Date()): string {
  const since = (time: Date) => String((time.getTime() - startedAt.getTime()) / 1000);
  const milestone = (name: string, what: string, { reachedAt }: Milestone) => [
    ...family(`kind_ci_${name}_ready`, 'gauge', `1 when ${what}, else 0.`, [['', reachedAt ? '1' : '0']]),
    ...family(
      `kind_ci_${name}_ready_seconds`,
      'gauge',
      `Seconds from the start of the container until ${what}.`,
      reachedAt ? [['', since(reachedAt)]] : [],
    ),
  ];
  const requests = counter.byStatus.map(([code, count]): Sample => [`{code="${code}"}`, String(count)]);
  return [
    ...milestone('docker', 'the container runtime answers', docker),
    ...milestone('kubernetes', 'every pod is Ready', kubernetes),
    ...family('kind_ci_uptime_seconds', 'gauge', 'Seconds since the start of the container.', [['', since(now)]]),
    ...family('kind_ci_http_requests_total', 'counter', 'Answers of this server, by status.', requests),
    ...family('process_resident_memory_bytes', 'gauge', 'Memory of this server.', [
      ['', String(process.memoryUsage.rss())],
    ]),
    '',
  ].join('\n');
}

type Sample = [labels: string, value: string];

function family(name: string, type: string, help: string, samples: readonly Sample[]): string[] {
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...samples.map(([labels, value]) => `${name}${labels} ${value}`),
  ];
}
