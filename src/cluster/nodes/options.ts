import type { CancelOptions, Engine } from '../../engine/engine.js';

/** What every operation on a node takes. */
export interface NodeOptions extends CancelOptions {
  engine: Engine;
  /** The node's name, which is its container's. */
  node: string;
}
