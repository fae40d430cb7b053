import { eventually } from '../../test/support/eventually.js';
import { NAME } from '../cluster.js';
import type { Probe } from './probe.js';

/** Takes the cluster away: the last of its probes. */
export const deletion: Probe = {
  name: 'delete',
  rows: [{ id: 'delete', what: 'delete cluster, one node', unit: 's', goal: { ratio: 0.5 } }],
  async measure(_, { user }) {
    const began = performance.now();
    // Docker 20.10 sometimes sees the end of a container too late, and says that it failed to remove it.
    await eventually(() => user.mustKind(['delete', 'cluster', '--name', NAME]));
    return { delete: (performance.now() - began) / 1000 };
  },
};
