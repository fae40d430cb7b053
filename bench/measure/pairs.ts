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
    values[side] = await measurement.measure(bench, side);
    bench.say(`pair ${pair + 1}, ${side}: ${inShort(values[side])}`);
  }
  if (reference) values.reference = { [reference.row]: await reference.measure(bench) };
  return values;
}

function addPair(rows: readonly Row[], pair: Pair): void {
  for (const { id, ours, upstream, reference } of rows) {
    ours.push(measured(id, pair.ours));
    upstream?.push(measured(id, pair.upstream));
    reference?.values.push(measured(id, pair.reference));
  }
}

function measured(row: string, values: Values | undefined): number {
  const value = values?.[row];
  if (value === undefined) throw new Error(`nothing was measured for row "${row}"`);
  return value;
}

function inShort(values: Values): string {
  return Object.entries(values)
    .map(([id, value]) => `${id} ${value.toFixed(2)}`)
    .join(', ');
}

function emptyRow(head: RowHead, { reference }: Measurement, alone: string | undefined): Row {
  return {
    ...head,
    ...(alone === undefined ? {} : { note: `ours alone: ${alone}` }),
    ours: [],
    ...(alone === undefined ? { upstream: [] } : {}),
    ...(reference?.row === head.id ? { reference: { what: reference.what, values: [] } } : {}),
  };
}
