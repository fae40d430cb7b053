import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMembers } from './etcd-names.js';

test('members of etcd are read from the lines of etcdctl', () => {
  const text = `58cf2fa9bd13be3f, started, c-control-plane, https://10.89.0.3:2380, https://10.89.0.3:2379, false
d8e4ab8eebd0a7f1, started, c-control-plane2, https://[fc00::4]:2380, https://[fc00::4]:2379, false
`;
  assert.deepEqual(parseMembers(text), [
    { id: '58cf2fa9bd13be3f', name: 'c-control-plane', urls: 'https://10.89.0.3:2380' },
    { id: 'd8e4ab8eebd0a7f1', name: 'c-control-plane2', urls: 'https://[fc00::4]:2380' },
  ]);
});

test('a member that has not started is an error', () => {
  assert.throws(
    () => parseMembers('58cf2fa9bd13be3f, unstarted, , https://10.89.0.3:2380, , false\n'),
    /58cf2fa9bd13be3f/,
  );
});
