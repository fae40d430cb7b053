import { configurations } from './differences/configurations.js';
import type { Difference } from './differences/difference.js';
import { engines } from './differences/engines.js';
import { kubeconfigs } from './differences/kubeconfigs.js';
import { messages } from './differences/messages.js';
import { runs } from './differences/runs.js';

const all = { ...messages, ...configurations, ...kubeconfigs, ...engines, ...runs };

export type DifferenceName = keyof typeof all;

/** Everything in which the programs may differ, and nothing else may. */
export const differences: Readonly<Record<DifferenceName, Difference>> = all;
