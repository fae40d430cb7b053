import { ArchiveError } from './archive-error.js';

/** A JSON object of which nothing is known: its fields are asked for by type. */
export class Fields {
  private constructor(
    private readonly values: Readonly<Record<string, unknown>>,
    private readonly where: string,
  ) {}

  /** @param where the file's name, for errors */
  static parse(content: Buffer, where: string): Fields {
    return Fields.of(parseJson(content, where), where);
  }

  static of(value: unknown, where: string): Fields {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new ArchiveError(`in "${where}" something is no object`);
    }
    return new Fields(value as Record<string, unknown>, where);
  }

  has(key: string): boolean {
    return this.values[key] !== undefined && this.values[key] !== null;
  }

  /** A text; undefined when there is none of this name. */
  text(key: string): string | undefined {
    const value = this.values[key] ?? undefined;
    if (value === undefined || typeof value === 'string') return value;
    throw new ArchiveError(`in "${this.where}" the value of "${key}" is no text`);
  }

  /** A text that must be there. */
  required(key: string): string {
    const value = this.text(key);
    if (value === undefined) throw new ArchiveError(`in "${this.where}" there is no "${key}"`);
    return value;
  }

  /** A size in bytes that must be there. */
  requiredSize(key: string): number {
    const value = this.values[key];
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
    throw new ArchiveError(`in "${this.where}" the value of "${key}" is no size`);
  }

  /** A list of texts; empty when there is none of this name. */
  texts(key: string): string[] {
    return this.list(key).map((value) => {
      if (typeof value !== 'string') throw new ArchiveError(`in "${this.where}" not all of "${key}" is text`);
      return value;
    });
  }

  /** An object; one without fields when there is none of this name. */
  object(key: string): Fields {
    return Fields.of(this.values[key] ?? {}, this.where);
  }

  /** An object that must be there. */
  requiredObject(key: string): Fields {
    if (!this.has(key)) throw new ArchiveError(`in "${this.where}" there is no "${key}"`);
    return this.object(key);
  }

  objects(key: string): Fields[] {
    return this.list(key).map((value) => Fields.of(value, this.where));
  }

  /** All fields as texts; others are left out. */
  allTexts(): Record<string, string> {
    return Object.fromEntries(
      Object.entries(this.values).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  }

  private list(key: string): unknown[] {
    const value = this.values[key] ?? [];
    if (!Array.isArray(value)) throw new ArchiveError(`in "${this.where}" the value of "${key}" is no list`);
    return value;
  }
}

/** @throws {ArchiveError} when it is no JSON */
export function parseJson(content: Buffer, where: string): unknown {
  try {
    return JSON.parse(content.toString());
  } catch (cause) {
    throw new ArchiveError(`"${where}" in it is not JSON`, { cause });
  }
}
