import { Scalar } from 'yaml';

const STRING_TAG = 'tag:yaml.org,2002:str';
const NULLS = new Set(['', '~', 'null', 'Null', 'NULL']);
const TRUE = new Set(['true', 'True', 'TRUE']);
const FALSE = new Set(['false', 'False', 'FALSE']);

/** YAML 1.1's further booleans. They count where a boolean is expected, even in quotes, as in Kubernetes' decoders. */
const TRUE_1_1 = new Set(['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON']);
const FALSE_1_1 = new Set(['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF']);

/** A scalar's text with quotes, escapes and folding undone. */
export function textOf(scalar: Scalar): string {
  return scalar.source ?? String(scalar.value);
}

/** A scalar's text, or undefined for one tagged `!!binary` or with half a character (`"\ud800"`) in it. */
export function toText(scalar: Scalar): string | undefined {
  const text = textOf(scalar);
  return scalar.tag === 'tag:yaml.org,2002:binary' || /\p{Surrogate}/u.test(text) ? undefined : text;
}

/** Whether the scalar stands for nothing: absent, `~` or `null` without quotes. */
export function isNull(scalar: Scalar): boolean {
  return isPlain(scalar) && NULLS.has(textOf(scalar));
}

/** The boolean a scalar stands for, or undefined. */
export function toBoolean(scalar: Scalar): boolean | undefined {
  const text = textOf(scalar);
  if (TRUE_1_1.has(text) || (isPlain(scalar) && TRUE.has(text))) return true;
  if (FALSE_1_1.has(text) || (isPlain(scalar) && FALSE.has(text))) return false;
  return undefined;
}

/**
 * The integer a scalar stands for, or undefined: decimal, `0x`, `0o`, `0b`, YAML 1.1's octal with a leading 0,
 * underscores between digits, and floating-point text of integral value (`8080.0`). Quoted text is no number.
 */
export function toInteger(scalar: Scalar): number | undefined {
  if (!isPlain(scalar)) return undefined;
  const match = /^([-+]?)(.+)$/s.exec(textOf(scalar).replaceAll('_', ''));
  const digits = match?.[2] ?? '';
  const value = /^0[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : unsigned(digits);
  if (value === undefined || !Number.isSafeInteger(value)) return undefined;
  return match?.[1] === '-' && value !== 0 ? -value : value;
}

function unsigned(digits: string): number | undefined {
  return /^(0x[0-9a-f]+|0o[0-7]+|0b[01]+|\d+|\d*\.\d+(e[-+]?\d+)?|\d+\.?(e[-+]?\d+)?)$/i.test(digits)
    ? Number(digits)
    : undefined;
}

/** How messages name a scalar. */
export function describeScalar(scalar: Scalar): string {
  const text = textOf(scalar);
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}

/** Without quotes and not tagged a string, or tagged something else than a string. */
function isPlain(scalar: Scalar): boolean {
  if (scalar.tag !== undefined) return scalar.tag !== STRING_TAG && scalar.tag !== '!';
  return scalar.type === Scalar.PLAIN;
}
