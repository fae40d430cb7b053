import type { Invocation } from '../invocation.js';

/** Invocations of command lines whose words have no spaces in them. */
export function lines(...texts: string[]): Invocation[] {
  return texts.map((text) => ({ args: text.split(' ').filter(Boolean) }));
}
