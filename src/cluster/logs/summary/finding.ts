/** The headings of a summary, in its order. */
export const TOPICS = {
  api: 'API server',
  nodes: 'Nodes',
  pods: 'Pods',
  images: 'Images that cannot be pulled',
  units: 'Failed systemd units',
  restarts: 'kubelet and containerd',
  memory: 'Out of memory',
  disks: 'Full disks',
  events: 'Warning events',
} as const;

export type Topic = keyof typeof TOPICS;

/** Something that looks wrong. */
export interface Finding {
  topic: Topic;
  /** One line. */
  text: string;
  /** The file that shows it, relative to the exported directory. */
  file: string;
}
