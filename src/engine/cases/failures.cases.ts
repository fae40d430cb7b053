import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { test } from 'node:test';
import { CommandError } from '../../exec/run.js';
import type { ContainerSpec } from '../engine.js';
import type { World } from './world.js';

/** What is left, and what is said, when containers cannot be run. */
export function failureCases(world: World): void {
  /** Runs a container that must fail; checks that nothing of it is left. */
  const fails = async (spec: ContainerSpec, expected: object, signal?: AbortSignal) => {
    const before = new Set(await world.volumes());
    await assert.rejects(world.it.runContainer(spec, signal ? { signal } : {}), (error: Error) => {
      for (const [key, value] of Object.entries(expected)) {
        const actual = (error as unknown as Record<string, unknown>)[key];
        if (value instanceof RegExp) assert.match(String(actual), value);
        else assert.equal(actual, value, `${key} of ${error}`);
      }
      return true;
    });
    assert.deepEqual(
      (await world.volumes()).filter((volume) => !before.has(volume)),
      [],
    );
    return await world.containers();
  };

  for (const address of ['127.0.0.1', '::1']) {
    test(`a port in use at ${address} is named, and nothing is left`, async () => {
      const server = createServer().listen(0, address);
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      try {
        const spec = world.spec({ ports: [{ address, hostPort: port, containerPort: 80, protocol: 'TCP' }] });
        const left = await fails(spec, { code: 'PORT_TAKEN', port, address, message: new RegExp(`:${port} `) });
        assert.equal(left.includes(spec.name), false);
      } finally {
        server.close();
      }
    });
  }

  test('a port of another container is in use, too', async () => {
    const first = await world.node({
      ports: [{ address: '127.0.0.1', hostPort: 0, containerPort: 80, protocol: 'TCP' }],
    });
    const [port] = (await world.it.inspectContainer(first)).ports;
    const spec = world.spec({ ports: port ? [port] : [] });
    const left = await fails(spec, { code: 'PORT_TAKEN', port: port?.hostPort, address: '127.0.0.1' });
    assert.equal(left.includes(spec.name), false);
  });

  test('an image that cannot be had is named', async () => {
    const spec = world.spec({ image: 'localhost:1/kindling-test/none:1' });
    const left = await fails(spec, { code: 'IMAGE_NOT_FOUND', message: /localhost:1|none/ });
    assert.equal(left.includes(spec.name), false);
  });

  test('a container of the same name is left alone', async () => {
    const name = await world.node();
    const left = await fails(world.spec({ name }), { code: 'ENGINE_FAILED', message: /already in use/ });
    assert.equal(left.includes(name), true);
    assert.equal((await world.it.exec(name, ['cat', '/var/from-image'])).stdout, 'kept');
  });

  test('a program that is not in the image leaves nothing, and what the engine printed is the cause', async () => {
    const spec = world.spec({ command: ['/no/such/program'] });
    const left = await fails(spec, { code: 'ENGINE_FAILED', message: /no such file/i });
    assert.equal(left.includes(spec.name), false);
    const error: unknown = await world.it.runContainer(spec).catch((thrown: Error) => thrown.cause);
    assert.ok(error instanceof CommandError);
    assert.match(error.output, /no such file/i);
  });

  for (const when of ['before it is run', 'while it is run']) {
    test(`a container that is cancelled ${when} leaves nothing`, async () => {
      const controller = new AbortController();
      if (when === 'before it is run') controller.abort();
      else setTimeout(() => controller.abort(), 100);
      const spec = world.spec();
      const left = await fails(spec, { code: 'CANCELLED' }, controller.signal);
      assert.equal(left.includes(spec.name), false);
    });
  }

  test('what is asked about a container that is not there is an error', async () => {
    const name = world.name();
    const expected = { code: 'NODE_NOT_FOUND', message: new RegExp(name) };
    await assert.rejects(world.it.inspectContainer(name), expected);
    await assert.rejects(world.it.inspectRaw(name), { code: 'NODE_NOT_FOUND' });
    await assert.rejects(world.it.startContainer(name), { code: 'NODE_NOT_FOUND' });
    await assert.rejects(world.it.stopContainer(name, 0), { code: 'NODE_NOT_FOUND' });
    await assert.rejects(world.it.exec(name, ['true']), { code: 'NODE_NOT_FOUND' });
  });
}
