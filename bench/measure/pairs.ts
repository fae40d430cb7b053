import { messageOf } from '../../src/errors.js';
import type { Bench } from '../bench.js';
import type { Row, RowHead } from '../record/run.js';
import { type Side, turns } from '../sides.js';
import type { Measurement, Values } from './measurement.js';

/**
 * Measures both sides in turns.
 *
 * @param failed is told of pairs of which a side failed; their values are left out
 */
export async function measurePairs(
  bench: Bench,
  measurement: Measurement,
  pairs: number,
  failed: (reason: string) => void,
): Promise<Row[]> {
  const alone = await measurement.oursAlone?.(bench);
  const rows = measurement.rows.map((head) => emptyRow(head, measurement, alone));
  for (let pair = 0; pair < pairs; pair++) {
    try {
      addPair(rows, await measurePair(bench, measurement, pair, alone === undefined));
    } catch (error) {
      bench.signal.throwIfAborted();
      failed(`pair ${pair + 1}: ${messageOf(error)}`);
    }
  }
  return rows.filter(({ ours }) => ours.length > 0);
}

type Pair = Partial<Record<Side | 'reference', Values>>;

async function measurePair(bench: Bench, measurement: Measurement, pair: number, both: boolean): Promise<Pair> {
  const { reference } = measurement;
  const values: Pair = {};
  for (const side of turns(pair)) {
    if (side === 'upstream' && !both) continue;
    bench.signal.throwIfAborted();
    const measured = complete(measurement, await measurement.measure(bench, side));
    bench.say(`pair ${pair + 1}, ${side}: ${inShort(measured)}`);
    values[side] = measured;
  }
  if (reference) values.reference = { [reference.row]: await reference.measure(bench) };
  return values;
}

function addPair(rows: readonly Row[], { ours, upstream, reference }: Pair): void {
  for (const row of rows) {
    for (const [values, measured] of [
      [row.ours, ours],
      [row.upstream, upstream],
      [row.reference?.values, reference],
    ] as const) {
      const value = measured?.[row.id];
      if (value !== undefined) values?.push(value);
    }
  }
}

/** @throws when there is no value for one of the rows: pairs are whole */
function complete({ rows }: Measurement, values: Values): Values {
  const missing = rows.find(({ id }) => values[id] === undefined);
  if (missing) throw new Error(`nothing was measured for "${missing.what}"`);
  return values;
}

function inShort(values: Values): string {
  return Object.entries(values)
    .map(([id, value]) => `${id} ${value.toFixed(2)}`)
    .join(', ');
}

function emptyRow(head: RowHead, { reference, published }: Measurement, alone: string | undefined): Row {
  const known = published?.[head.id];
  const notes = [...(alone ? [`ours alone: ${alone}`] : []), ...(head.note ? [head.note] : [])];
  return {
    ...head,
    ...(notes.length > 0 ? { note: notes.join('; ') } : {}),
    ours: [],
    ...(alone === undefined ? { upstream: [] } : {}),
    ...(reference?.row === head.id ? { reference: { what: reference.what, values: [] } } : {}),
    ...(known ? { reference: { what: known.what, values: [known.value] } } : {}),
  };
}
