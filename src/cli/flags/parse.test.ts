import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Flag } from './flag.js';
import { parseFlags } from './parse.js';

const flags: Flag[] = [
  { name: 'name', shorthand: 'n', type: 'string', help: '', default: 'kind' },
  { name: 'retain', shorthand: 'r', type: 'bool', help: '' },
  { name: 'quiet', shorthand: 'q', type: 'bool', help: '' },
  { name: 'verbosity', shorthand: 'v', type: 'int32', help: '' },
  { name: 'wait', type: 'duration', help: '' },
  { name: 'nodes', type: 'strings', help: '' },
];
const parse = (...line: string[]) => parseFlags(line, flags);

test('a value follows a flag, after a space or an equals sign', () => {
  for (const line of [['--name', 'x'], ['--name=x'], ['-n', 'x'], ['-nx'], ['-n=x']]) {
    assert.equal(parse(...line).values.string('name'), 'x', line.join(' '));
  }
  assert.equal(parse('--name=').values.string('name'), '');
  assert.equal(parse('-n=').values.string('name'), '=');
  assert.equal(parse('--name=a=b').values.string('name'), 'a=b');
  assert.equal(parse('--name', '--retain').values.string('name'), '--retain');
});

test('a flag that was not given has its default', () => {
  const { values } = parse();
  assert.equal(values.string('name'), 'kind');
  assert.equal(values.has('name'), false);
  assert.equal(values.bool('retain'), false);
  assert.equal(values.int32('verbosity'), 0);
  assert.equal(values.duration('wait'), 0);
  assert.equal(values.strings('nodes'), undefined);
});

test('letters can be given together, the last one with a value', () => {
  const { values, args } = parse('-rqv3', '-rn', 'x', 'rest');
  assert.deepEqual(
    [values.bool('retain'), values.bool('quiet'), values.int32('verbosity'), values.string('name'), args],
    [true, true, 3, 'x', ['rest']],
  );
});

test('a flag that stands alone takes a value only after an equals sign', () => {
  assert.equal(parse('--retain=false').values.bool('retain'), false);
  assert.equal(parse('--retain=T').values.bool('retain'), true);
  assert.equal(parse('-r=0').values.bool('retain'), false);
  assert.deepEqual(parse('--retain', 'false').args, ['false']);
});

test('flags may stand between arguments, and nothing after -- is a flag', () => {
  const { values, args } = parse('a', '--retain', '-', 'b', '', '--', '--name', 'c', '--');
  assert.equal(values.bool('retain'), true);
  assert.deepEqual(args, ['a', '-', 'b', '', '--name', 'c', '--']);
});

test('lists take commas and repetition; other flags the last value', () => {
  assert.deepEqual(parse('--nodes=a,b', '--nodes', '"c,d",e').values.strings('nodes'), ['a', 'b', 'c,d', 'e']);
  assert.deepEqual(parse('--nodes', '').values.strings('nodes'), []);
  assert.deepEqual(parse('--nodes', 'a,').values.strings('nodes'), ['a', '']);
  assert.equal(parse('-n', 'a', '--name', 'b').values.string('name'), 'b');
});

test('errors are worded as kind words them', () => {
  const cases: [string[], string][] = [
    [['--nope'], 'unknown flag: --nope'],
    [['--nope=1'], 'unknown flag: --nope'],
    [['-x'], "unknown shorthand flag: 'x' in -x"],
    [['-rxq'], "unknown shorthand flag: 'x' in -xq"],
    [['--=x'], 'bad flag syntax: --=x'],
    [['---name'], 'bad flag syntax: ---name'],
    [['--name'], 'flag needs an argument: --name'],
    [['-n'], "flag needs an argument: 'n' in -n"],
    [['-rn'], "flag needs an argument: 'n' in -n"],
    [
      ['--retain=maybe'],
      'invalid argument "maybe" for "-r, --retain" flag: strconv.ParseBool: parsing "maybe": invalid syntax',
    ],
    [['-v', 'x'], 'invalid argument "x" for "-v, --verbosity" flag: strconv.ParseInt: parsing "x": invalid syntax'],
    [
      ['-v', '2147483648'],
      'invalid argument "2147483648" for "-v, --verbosity" flag: strconv.ParseInt: parsing "2147483648": value out of range',
    ],
    [['--wait', '30'], 'invalid argument "30" for "--wait" flag: time: missing unit in duration "30"'],
    [['--wait', '1m30'], 'invalid argument "1m30" for "--wait" flag: time: missing unit in duration "1m30"'],
    [['--wait=5d'], 'invalid argument "5d" for "--wait" flag: time: unknown unit "d" in duration "5d"'],
    [['--wait=abc'], 'invalid argument "abc" for "--wait" flag: time: invalid duration "abc"'],
    [['--wait='], 'invalid argument "" for "--wait" flag: time: invalid duration ""'],
    [['--wait=.s'], 'invalid argument ".s" for "--wait" flag: time: invalid duration ".s"'],
    [['--wait=9999999h'], 'invalid argument "9999999h" for "--wait" flag: time: invalid duration "9999999h"'],
    [
      ['--nodes=a"b'],
      'invalid argument "a\\"b" for "--nodes" flag: parse error on line 1, column 2: bare " in non-quoted-field',
    ],
    [
      ['--nodes="a'],
      'invalid argument "\\"a" for "--nodes" flag: parse error on line 1, column 3: extraneous or missing " in quoted-field',
    ],
  ];
  for (const [line, message] of cases) {
    assert.throws(() => parse(...line), { message, code: 'USAGE' });
  }
});

test('durations are read as Go reads them', () => {
  const cases = {
    '0': 0,
    '30s': 30_000,
    '1h15m30.918s': 4_530_918,
    '-1.5h': -5_400_000,
    '+5m': 300_000,
    '1us': 0.001,
    '.5s': 500,
    '5.s': 5000,
    '10µs': 0.01,
  };
  for (const [given, milliseconds] of Object.entries(cases)) {
    assert.equal(parse(`--wait=${given}`).values.duration('wait'), milliseconds, given);
  }
});

test('integers are read as Go reads them', () => {
  const cases = {
    '0': 0,
    '7': 7,
    '-7': -7,
    '+7': 7,
    '0x1F': 31,
    '0b11': 3,
    '010': 8,
    '0o17': 15,
    '1_000': 1000,
    '-2147483648': -2147483648,
  };
  for (const [given, value] of Object.entries(cases)) {
    assert.equal(parse(`-v=${given}`).values.int32('verbosity'), value, given);
  }
  for (const given of ['', '1.5', '08', '1__0', '_1', '0x', '1e3', ' 1']) {
    assert.throws(() => parse(`--verbosity=${given}`), /invalid syntax$/, given);
  }
});

test('unknown flags can be passed over, with what looks like their value', () => {
  const { values, args } = parseFlags(['--a', 'b', '--c=d', 'e', '-z', '-q', '-y=1', 'f'], flags, {
    ignoreUnknown: true,
  });
  assert.equal(values.bool('quiet'), true);
  assert.deepEqual(args, ['e', 'f']);
});

test('property: any value survives --name=VALUE and --name VALUE, and no argument gets lost after --', () => {
  fc.assert(
    fc.property(fc.string(), fc.array(fc.string()), (value, rest) => {
      assert.equal(parse(`--name=${value}`).values.string('name'), value);
      assert.equal(parse('--name', value).values.string('name'), value);
      assert.deepEqual(parse('--', ...rest).args, rest);
    }),
  );
});

test('property: a parse either succeeds or fails with a usage error', () => {
  const word = fc.oneof(
    fc.string(),
    fc.stringMatching(/^-{1,3}[a-z]{0,6}(=.{0,5})?$/),
    fc.constantFrom('--wait', '-v', '--nodes'),
  );
  fc.assert(
    fc.property(fc.array(word), (line) => {
      try {
        parse(...line);
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'USAGE');
      }
    }),
  );
});
