import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseOptions, ROWS } from './options.js';

test('without flags everything is measured, on both engines', () => {
  const { engines, pairs, rows, settle, scale, bootstrap, json } = parseOptions([]);
  assert.deepEqual(engines, ['podman', 'docker']);
  assert.deepEqual([...rows], [...ROWS]);
  assert.deepEqual([pairs, settle, scale], [5, 60, [1, 2, 4, 6, 8, 11]]);
  assert.deepEqual([bootstrap, json], [undefined, undefined]);
});

test('flags choose', () => {
  const args = '--engine docker --pairs 3 --rows cpu,scale --settle 0 --scale 1,3 --bootstrap kubeadm --json a.json';
  const { rows, ...others } = parseOptions(args.split(' '));
  assert.deepEqual([...rows], ['cpu', 'scale']);
  assert.deepEqual(others, {
    engines: ['docker'],
    pairs: 3,
    settle: 0,
    scale: [1, 3],
    bootstrap: 'kubeadm',
    json: 'a.json',
  });
});

test('a command may have rows of its own; --rows says otherwise', () => {
  assert.deepEqual([...parseOptions([], ['one-node', 'workers']).rows], ['one-node', 'workers']);
  assert.deepEqual([...parseOptions(['--rows', 'cpu'], ['one-node']).rows], ['cpu']);
});

test('mistakes are told with the flag, the value and what would do', () => {
  for (const [args, message] of [
    [['--engine', 'podmann'], /--engine: "podmann" is not one of podman, docker/],
    [['--rows', 'cpu,mem'], /--rows: "mem" is not one of version, .*memory/],
    [['--pairs', '0'], /--pairs: "0" is not a whole number of at least 1/],
    [['--settle', '-1'], /--settle/],
    [['--scale', '1,two'], /--scale: "two"/],
    [['--bootstrap', 'none'], /--bootstrap: "none" is not one of kubeadm, seed/],
    [['--row', 'cpu'], /--row/],
    [['cpu'], /cpu/],
  ] as const) {
    assert.throws(() => parseOptions(args), { code: 'USAGE', message });
  }
});
