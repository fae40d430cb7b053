import assert from 'node:assert/strict';

/** A library function that records its options (without engine, progress and signal) and returns a value. */
export function recorded<T>(result: T) {
  const calls: unknown[] = [];
  const call = async ({ engine, progress, signal, ...options }: Record<string, unknown>) => {
    assert.ok(engine && progress && signal);
    calls.push(options);
    return result;
  };
  return { calls, call };
}
