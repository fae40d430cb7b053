import { type Flag, type FlagType, standsAlone } from '../flags/flag.js';

const valueNames: Record<FlagType, string> = {
  bool: '',
  int32: 'int32',
  string: 'string',
  strings: 'strings',
  duration: 'duration',
};

/** The lines that describe flags, sorted by name, their texts aligned. */
export function flagTable(flags: readonly Flag[]): string[] {
  const rows = flags
    .filter(({ hidden }) => !hidden)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((flag) => ({ left: leftColumn(flag), right: rightColumn(flag) }));
  const width = Math.max(...rows.map(({ left }) => left.length));
  return rows.map(({ left, right }) => `${left.padEnd(width)}   ${right}`);
}

function leftColumn(flag: Flag): string {
  const shorthand = flag.shorthand ? `-${flag.shorthand}, ` : '    ';
  const value = standsAlone(flag) ? '' : ` ${flag.valueName ?? flag.choices?.join('|') ?? valueNames[flag.type]}`;
  return `  ${shorthand}--${flag.name}${value}`;
}

function rightColumn(flag: Flag): string {
  return flag.default ? `${flag.help} (default "${flag.default}")` : flag.help;
}
