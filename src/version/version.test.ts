import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compareVersions, formatVersion, isAtLeast, parseGenericVersion, parseSemanticVersion } from './version.js';

const number = fc.nat(30);
const field = fc.oneof(
  fc.nat(30).map(String),
  fc.constantFrom('alpha', 'beta', 'rc', 'B', 'a-b', '1a', '99999999999999999999'),
);
const preRelease = fc.oneof(
  fc.constant(''),
  fc.array(field, { minLength: 1, maxLength: 3 }).map((all) => `-${all.join('.')}`),
);
const versionText = fc
  .tuple(fc.constantFrom('', 'v'), number, number, number, preRelease, fc.constantFrom('', '+abc', '+1.2'))
  .map(([v, major, minor, patch, pre, build]) => `${v}${major}.${minor}.${patch}${pre}${build}`);
const version = versionText.map((text) => parseSemanticVersion(text));

test('semantic versions survive parsing and formatting, but for the v', () => {
  fc.assert(
    fc.property(versionText, (text) => {
      assert.equal(formatVersion(parseSemanticVersion(text)), text.replace(/^v/, ''));
    }),
  );
});

test('the order of versions is total', () => {
  fc.assert(
    fc.property(version, version, version, (a, b, c) => {
      assert.equal(compareVersions(a, a), 0);
      assert.equal(Math.sign(compareVersions(a, b)), -Math.sign(compareVersions(b, a)) + 0);
      if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0) assert.ok(compareVersions(a, c) <= 0);
    }),
  );
});

test('build metadata does not matter and a pre-release comes before its release', () => {
  fc.assert(
    fc.property(version, (a) => {
      assert.equal(compareVersions(a, { ...a, buildMetadata: 'other' }), 0);
      const release = { ...a, preRelease: '' };
      assert.ok(isAtLeast(release, a));
      assert.equal(isAtLeast(a, release), a.preRelease === '');
    }),
  );
});

test('the example order of Semantic Versioning holds', () => {
  const texts = ['1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-alpha.beta', '1.0.0-beta', '1.0.0-beta.2', '1.0.0-beta.11'];
  const versions = [...texts, '1.0.0-rc.1', '1.0.0'].map((text) => parseSemanticVersion(text));
  for (const [i, earlier] of versions.entries()) {
    for (const later of versions.slice(i + 1)) assert.ok(compareVersions(earlier, later) < 0);
  }
});

test('generic versions ignore everything behind their numbers', () => {
  const format = (text: string) => formatVersion(parseGenericVersion(text));
  assert.equal(format('v1.37.0-rc.1+abc'), '1.37.0');
  assert.equal(format('1.2'), '1.2');
  assert.equal(format('1.2.3.4'), '1.2.3.4');
  assert.equal(format(' 1.2foo'), '1.2');
  assert.equal(compareVersions(parseGenericVersion('1.2'), parseGenericVersion('v1.2.0.0')), 0);
});

test("text that is no version is refused in kind's words", () => {
  const refused = (parse: typeof parseGenericVersion, text: string, message: string) =>
    assert.throws(() => parse(text), { code: 'NODE_FAILED', message });
  for (const parse of [parseGenericVersion, parseSemanticVersion]) {
    for (const text of ['', 'v', 'foo', 'V1.2.3', '-1.2', '1.2.3\n']) {
      refused(parse, text, `could not parse ${JSON.stringify(text)} as version`);
    }
    refused(parse, '1', 'illegal version string "1"');
    refused(parse, '01.2.3', 'illegal zero-prefixed version component "01" in "01.2.3"');
  }
  for (const text of ['1.2', '1.2.3.4', '1.2-3', '1.2.'])
    refused(parseSemanticVersion, text, `illegal version string "${text}"`);
  refused(parseSemanticVersion, '1.02.3', 'illegal zero-prefixed version component "02" in "1.02.3"');
  refused(parseSemanticVersion, '1.2.3-a.01', 'illegal zero-prefixed version component "01" in "1.2.3-a.01"');
  for (const rest of ['foo', '-', '+', '-a..b', '-a_b', '+a+b', '.']) {
    refused(
      parseSemanticVersion,
      `1.2.3${rest}`,
      `could not parse pre-release/metadata (${rest}) in version "1.2.3${rest}"`,
    );
  }
});

test('the caller chooses the error code', () => {
  assert.throws(() => parseSemanticVersion('x', 'USAGE'), { code: 'USAGE' });
});
