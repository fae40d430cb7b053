import { type ApiServer, askUntil } from './ask-api.js';

/**
 * What an API server does a second after its start: it makes sure that the roles and priorities that come with
 * Kubernetes are there. In a cluster from a seed they are.
 */
const SEEDED = ['poststarthook/rbac/bootstrap-roles', 'poststarthook/scheduling/bootstrap-system-priority-classes'];
const PATH = `/readyz?${SEEDED.map((check) => `exclude=${check}`).join('&')}`;

/**
 * Waits until an API server says that it is ready, but for what a seed has done already.
 *
 * @param pause milliseconds between two questions: each costs the API server next to nothing
 * @param deadline milliseconds
 * @throws {Error} with its last answer when it isn't by then
 */
export async function waitForApi(api: ApiServer, pause: number, deadline: number): Promise<void> {
  await askUntil(api, {
    path: PATH,
    pause,
    deadline,
    problem: ({ text }) => (text === 'ok' ? undefined : text),
    failure: 'the API server is not ready',
  });
}
