import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { isSmartTerminal } from './smart.js';
import { terminalProgress } from './terminal-progress.js';

test('which terminals are smart', () => {
  const smart = (env: Record<string, string>, platform: NodeJS.Platform = 'linux', isTTY = true) =>
    isSmartTerminal({ isTTY }, env, platform);
  assert.equal(smart({ TERM: 'xterm-256color' }), true);
  assert.equal(smart({}), true);
  assert.equal(smart({ TERM: 'xterm' }, 'linux', false), false);
  assert.equal(smart({ NO_COLOR: '' }), false);
  assert.equal(smart({ TERM: 'dumb' }), false);
  assert.equal(smart({ TERM: 'st-256color' }), false);
  assert.equal(smart({}, 'win32'), false);
  assert.equal(smart({ WT_SESSION: 'x' }, 'win32'), true);
  assert.equal(smart({ HAS_JOSH_K_SEAL_OF_APPROVAL: 'true', TRAVIS: 'true' }), false);
  assert.equal(smart({ TRAVIS: 'true' }), true);
});

function terminal(isTTY: boolean, platform: NodeJS.Platform = 'linux') {
  let written = '';
  let tick = () => {};
  let ticking = false;
  const stderr = Object.assign(
    new Writable({
      write(chunk, _encoding, done) {
        written += chunk;
        done();
      },
    }),
    { isTTY },
  );
  const every = (milliseconds: number, action: () => void) => {
    assert.equal(milliseconds, 100);
    tick = action;
    ticking = true;
    return () => {
      ticking = false;
    };
  };
  const env = { WT_SESSION: 'x' };
  return {
    progress: (verbosity = 0) => terminalProgress({ stderr, every, env, platform }, verbosity),
    tick: () => tick(),
    isTicking: () => ticking,
    take: () => {
      const text = written;
      written = '';
      return text;
    },
  };
}

test('elsewhere than on a smart terminal, phases are plain lines', () => {
  const { progress, take } = terminal(false);
  const shown = progress();
  shown.start('Preparing nodes 📦 ');
  shown.log('between');
  shown.start('Writing configuration 📜');
  shown.end(false);
  shown.end(false);
  shown.warn('careful\n');
  assert.equal(
    take(),
    ' • Preparing nodes 📦   ...\nbetween\n ✓ Preparing nodes 📦 \n' +
      ' • Writing configuration 📜  ...\n ✗ Writing configuration 📜\ncareful\n',
  );
});

test('on a smart terminal, a spinner turns before the phase, and marks have colours', () => {
  const { progress, take, tick, isTicking } = terminal(true);
  const shown = progress();
  shown.start('Booting');
  assert.equal(take(), '\x1b[?7l\r⠈⠁ Booting \x1b[?7h');
  tick();
  assert.equal(take(), '\x1b[?7l\r⠈⠑ Booting \x1b[?7h');
  shown.log('a message');
  assert.equal(take(), '\r\x1b[Ka message\n');
  shown.start('Next');
  assert.ok(take().startsWith('\r \x1b[32m✓\x1b[0m Booting\n'));
  shown.end(false);
  assert.equal(take(), '\r \x1b[31m✗\x1b[0m Next\n');
  assert.equal(isTicking(), false);
  shown.end(true);
  shown.log('after');
  assert.equal(take(), 'after\n');
});

test('on Windows, autowrap is left alone', () => {
  const { progress, take } = terminal(true, 'win32');
  progress().start('Booting');
  assert.equal(take(), '\r⠈⠁ Booting ');
});

test('messages above the verbosity are dropped, and debug messages say where they come from', () => {
  const { progress, take } = terminal(false);
  const shown = progress(2);
  shown.log('usual', 0);
  shown.log('too much', 3);
  shown.log('detail', 2);
  assert.match(take(), /^usual\nDEBUG: terminal\/terminal\.test\.js:\d+\] detail\n$/);
});
