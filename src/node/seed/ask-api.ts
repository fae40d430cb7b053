import { Agent, get } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';

/** A server of the cluster's, and who asks it. */
export interface ApiServer {
  host: string;
  port: number;
  /** The authority of its certificate, PEM. */
  ca: string;
  /** The name in it. Default: that of API servers */
  servername?: string;
  /** The client's certificate and key, PEM. Default: an anonymous client */
  client?: string;
}

export interface Answer {
  /** HTTP's. */
  status: number;
  text: string;
}

export interface Question {
  path: string;
  /** Milliseconds between two questions. */
  pause: number;
  /** Milliseconds that it may take. */
  deadline: number;
  /** What is not yet as it should be; undefined when all is well. */
  problem: (answer: Answer) => string | undefined;
  /** What the error begins with: `the API server is not ready`. */
  failure: string;
}

/**
 * Asks a server, which may not be there yet, until it gives the right answer.
 *
 * @throws {Error} with its last answer when it has not by the deadline
 */
export async function askUntil(server: ApiServer, question: Question): Promise<void> {
  const { host, port, ca, client, servername = 'kubernetes' } = server;
  const { path, pause, deadline, problem, failure } = question;
  const credentials = client === undefined ? {} : { cert: client, key: client };
  // One connection for all questions: what costs time is to agree on its keys.
  const agent = new Agent({ ca, ...credentials, servername, keepAlive: true, maxSockets: 1 });
  try {
    const end = performance.now() + deadline;
    for (let last: string | undefined; ; await sleep(pause)) {
      last = await ask(agent, { host, port, path })
        .then(problem)
        .catch((error: Error) => error.message);
      if (last === undefined) return;
      if (performance.now() + pause >= end) throw new Error(`${failure}: ${last}`);
    }
  } finally {
    agent.destroy();
  }
}

/** @param patience milliseconds for the server to begin its answer */
export async function ask(
  agent: Agent,
  where: { host: string; port: number; path: string },
  patience = 2_000,
): Promise<Answer> {
  return await new Promise((resolve, reject) => {
    const request = get({ agent, ...where, timeout: patience });
    request.on('timeout', () => request.destroy(new Error('no answer')));
    request.on('error', reject);
    request.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: text.trim() })).on('error', reject);
    });
  });
}
