import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PortMapping } from '../v1alpha4.js';
import { portMappingProblem, portProblem } from './ports.js';

/** `address port protocol`, with blanks between and any of the first and last empty. */
const clash = (...mappings: string[]) =>
  portMappingProblem(
    mappings.map((text) => {
      const [listenAddress = '', port, protocol = ''] = text.split(' ');
      return { listenAddress, hostPort: Number(port), protocol } as PortMapping;
    }),
  );

const configured = (what: string) =>
  `port mapping with same listen address, port and protocol already configured: ${what}`;

test('ports are -1 to 65535', () => {
  assert.equal(portProblem(-1), undefined);
  assert.equal(portProblem(10), undefined);
  assert.equal(portProblem(-2), 'invalid port number: -2');
  assert.equal(portProblem(65536), 'invalid port number: 65536');
});

test('mappings that differ in address, port or protocol do not clash', () => {
  assert.equal(clash('127.0.0.1 80 UDP', '127.0.0.1 80 TCP', '0.0.0.0 3000 UDP', '0.0.0.0 5000 TCP'), undefined);
  assert.equal(clash('::1 80 UDP', '::1 80 TCP', '1e3d::1 3000 UDP', '6516::1 5000 TCP'), undefined);
  assert.equal(clash(' 80 TCP'), undefined);
});

test('equal mappings clash', () => {
  assert.equal(clash('127.0.0.1 80 TCP', '127.0.0.1 80 UDP', '127.0.0.1 80 TCP'), configured('127.0.0.1:80/TCP'));
  assert.equal(clash('::1 80 TCP', '::1 80 UDP', '0:0::1 80 TCP'), configured('::1:80/TCP'));
  assert.equal(clash('127.0.0.1 80 TCP', '::ffff:127.0.0.1 80 TCP'), configured('127.0.0.1:80/TCP'));
});

test('a wildcard clashes with every address, in either order and family', () => {
  assert.equal(clash('127.0.0.1 80 TCP', '0.0.0.0 80 TCP'), configured('0.0.0.0:80/TCP'));
  assert.equal(clash('::1 80 TCP', ':: 80 TCP'), configured(':::80/TCP'));
  assert.equal(clash('0.0.0.0 80 TCP', '127.0.0.1 80 TCP'), configured('127.0.0.1:80/TCP'));
  assert.equal(clash(':: 80 SCTP', '::1 80 SCTP'), configured('::1:80/SCTP'));
  assert.equal(clash('127.0.0.1 80 TCP', '0.0.0.0 80 UDP', '::1 80 TCP', ':: 80 UDP'), configured(':::80/UDP'));
});

test('an empty address is a wildcard', () => {
  assert.equal(clash(' 80 TCP', '127.0.0.1 80 TCP'), configured('127.0.0.1:80/TCP'));
});

test('an absent protocol and TCP do not clash, as in kind', () => {
  assert.equal(clash(' 80 ', ' 80 TCP'), undefined);
  assert.equal(clash(' 80 ', ' 80 '), configured('0.0.0.0:80/'));
});

test('a listen address must be an address, unless the port is picked later', () => {
  assert.equal(clash('not-an-ip 80 TCP'), 'invalid listen address: not-an-ip');
  assert.equal(clash('not-an-ip 0 TCP', 'not-an-ip -1 TCP'), undefined);
});
