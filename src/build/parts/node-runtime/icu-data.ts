/**
 * The data of ICU (Unicode) in a program: one package of items, each with a name like `icudt78l/coll/root.res`.
 *
 * @see https://unicode-org.github.io/icu/userguide/icu_data/
 */
export interface IcuData {
  /** Where it begins in the program, in bytes. */
  offset: number;
  /** Sorted by name, which is how ICU finds them. The last one's end is not known: it is left out. */
  items: IcuItem[];
  /** Bytes up to the end of `items`, from `offset`. */
  size: number;
  /** What comes before the table of items. */
  header: Buffer;
}

export interface IcuItem {
  name: string;
  content: Buffer;
}

const MAGIC = Buffer.from([0xda, 0x27]);
/** The format of a package of items, at this offset of its header. */
const FORMAT = { offset: 12, name: 'CmnD' };
/** Items begin at multiples of this. */
const ALIGNMENT = 16;

/** The package in a program, for little-endian machines; undefined when it has none. */
export function findIcuData(program: Buffer): IcuData | undefined {
  for (let at = program.indexOf(MAGIC); at >= 0; at = program.indexOf(MAGIC, at + 1)) {
    const offset = at - 2;
    if (program.toString('latin1', offset + FORMAT.offset, offset + FORMAT.offset + 4) === FORMAT.name) {
      return readIcuData(program, offset);
    }
  }
  return undefined;
}

function readIcuData(program: Buffer, offset: number): IcuData {
  const header = program.subarray(offset, offset + program.readUInt16LE(offset));
  const table = offset + header.length;
  const count = program.readUInt32LE(table);
  const entries = Array.from({ length: count }, (_, index) => {
    const entry = table + 4 + 8 * index;
    const name = table + program.readUInt32LE(entry);
    return {
      name: program.toString('latin1', name, program.indexOf(0, name)),
      begin: table + program.readUInt32LE(entry + 4),
    };
  });
  const items = entries.slice(0, -1).map(({ name, begin }, index) => {
    const end = entries[index + 1]?.begin ?? begin;
    return { name, content: program.subarray(begin, end) };
  });
  return { offset, items, size: (entries.at(-1)?.begin ?? table) - offset, header };
}

/** The same package with these items alone, which are sorted by name. */
export function writeIcuData(header: Buffer, items: readonly IcuItem[]): Buffer {
  const names = items.map(({ name }) => Buffer.from(`${name}\0`, 'latin1'));
  const table = Buffer.alloc(4 + 8 * items.length);
  table.writeUInt32LE(items.length);
  const aligned = (bytes: number) => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
  let nameAt = table.length;
  // The header's length is a multiple of the alignment: offsets count from behind it.
  let contentAt = aligned(table.length + names.reduce((sum, { length }) => sum + length, 0));
  const data = Buffer.alloc(contentAt + items.reduce((sum, { content }) => sum + aligned(content.length), 0));
  for (const [index, { content }] of items.entries()) {
    const name = names[index] as Buffer;
    table.writeUInt32LE(nameAt, 4 + 8 * index);
    table.writeUInt32LE(contentAt, 8 + 8 * index);
    name.copy(data, nameAt);
    content.copy(data, contentAt);
    nameAt += name.length;
    contentAt += aligned(content.length);
  }
  table.copy(data);
  return Buffer.concat([header, data]);
}

/** Data of one language each: `de.res`, `zh_Hant_TW.res`. */
const OF_LOCALE = /^([a-z]{2,3})(_[A-Za-z0-9]+)*\.res$/;
/** Tables of character sets, transliteration, and dictionaries to find words in languages that write without spaces. */
const UNUSED = [/^[^/]+\.cnv$/, /^translit\//, /^brkitr\/.*\.dict$/, /^brkitr\/.*_lstm[^/]*\.res$/];

/**
 * Whether programs without text in other languages than English need an item: what Node.js has that is built with
 * `--with-intl=small-icu`.
 *
 * @param name with the package's own name before the first slash
 */
export function isNeeded({ name }: IcuItem): boolean {
  const path = name.slice(name.indexOf('/') + 1);
  if (UNUSED.some((pattern) => pattern.test(path))) return false;
  const language = OF_LOCALE.exec(path.slice(path.lastIndexOf('/') + 1))?.[1];
  return language === undefined || language === 'en';
}
