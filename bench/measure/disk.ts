import { diskUse } from '../node/disk.js';
import type { Probe } from './probe.js';

export const disk: Probe = {
  name: 'disk',
  rows: [
    {
      id: 'disk',
      what: 'disk written by creating a node',
      unit: 'MB',
      goal: { most: 20 },
      note: "allocated blocks of the container's writable layer and its /var, when the node is Ready; not those of files that are hard links to an image's",
    },
    {
      id: 'disk-written',
      what: '… without room that is only reserved',
      unit: 'MB',
      note: "without extents that were never written (filefrag), like those that etcd's log has in advance",
    },
  ],
  async measure({ engine }, { nodes }) {
    const { allocated, written } = await diskUse(engine.name, nodes[0] ?? '');
    return { disk: allocated, 'disk-written': written };
  },
};
