import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { World } from './world.js';
import { worldLabel } from './world.js';

/** What an engine does with containers that run as they should. */
export function containerCases(world: World): void {
  test("a node is privileged, has the file systems of a node and its own volume with the image's content", async () => {
    const name = await world.node({ env: { GREETING: 'a b\n"c"' }, labels: { odd: 'a,b=c "d"' } });
    const show = async (...command: string[]) => (await world.it.exec(name, command)).stdout;
    assert.equal(await show('hostname'), `${name}\n`);
    const mounts = await show('cat', '/proc/mounts');
    assert.match(mounts, /^tmpfs \/tmp /m);
    assert.match(mounts, /^tmpfs \/run /m);
    assert.match(mounts, /^\S+ \/var (?!overlay)/m);
    assert.doesNotMatch(mounts, /^\S+ \/var \S+ \S*(nosuid|nodev|noexec)/m);
    assert.equal(await show('cat', '/var/from-image'), 'kept');
    assert.match(await show('env'), /^GREETING=a b\n"c"$/m);
    await world.it.exec(name, ['mount', '-t', 'tmpfs', 'none', '/etc']);
    const details = await world.it.inspectContainer(name);
    assert.equal(details.labels.odd, 'a,b=c "d"');
    assert.match(details.image, new RegExp(`${world.tag}$`));
    assert.deepEqual([details.name, details.state, details.exitCode], [name, 'running', undefined]);
    assert.match(details.id, /^[0-9a-f]{64}$/);
    assert.deepEqual(
      details.volumes.map((volume) => volume.containerPath),
      ['/var'],
    );
    assert.ok(
      (await world.volumes()).includes(details.volumes[0]?.name ?? ''),
      'the volume has the labels of its node',
    );
  });

  test('a load balancer is not privileged and has no volume', async () => {
    const name = await world.node({ kind: 'load-balancer' });
    const details = await world.it.inspectContainer(name);
    assert.deepEqual(details.volumes, []);
    await assert.rejects(
      world.it.exec(await world.node({ kind: 'load-balancer' }), ['sh', '-c', 'echo 1 >/proc/sys/kernel/panic']),
    );
  });

  test('mounts, system settings and published ports are there', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'kindling-test-'));
    try {
      await writeFile(join(directory, 'file'), 'from the host');
      const name = await world.node({
        mounts: [
          { hostPath: directory, containerPath: '/readonly', readOnly: true, propagation: 'None' },
          { hostPath: directory, containerPath: '/writable' },
        ],
        sysctls: { 'net.ipv6.conf.all.disable_ipv6': '0', 'net.ipv6.conf.all.forwarding': '1' },
        ports: [
          { address: '127.0.0.1', hostPort: 0, containerPort: 80, protocol: 'TCP' },
          { address: '127.0.0.1', hostPort: 0, containerPort: 53, protocol: 'UDP' },
        ],
      });
      assert.equal((await world.it.exec(name, ['cat', '/readonly/file'])).stdout, 'from the host');
      assert.equal((await world.it.exec(name, ['cat', '/proc/sys/net/ipv6/conf/all/forwarding'])).stdout, '1\n');
      await assert.rejects(world.it.exec(name, ['sh', '-c', 'echo >/readonly/new']));
      await world.it.exec(name, ['sh', '-c', 'echo hello >/writable/index.html && httpd -p 80 -h /writable']);
      assert.equal(await readFile(join(directory, 'index.html'), 'utf8'), 'hello\n');

      const { ports } = await world.it.inspectContainer(name);
      const published = ports.map(({ address, containerPort, protocol }) => `${address} ${containerPort}/${protocol}`);
      assert.deepEqual(published.sort(), ['127.0.0.1 53/UDP', '127.0.0.1 80/TCP']);
      const web = ports.find((port) => port.protocol === 'TCP');
      const answer = await fetch(`http://127.0.0.1:${web?.hostPort}/index.html`);
      assert.equal(await answer.text(), 'hello\n');
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });

  test('containers are found by their labels, running or not', async () => {
    const color = world.name();
    const [red, blue] = await Promise.all([
      world.node({ labels: { color, shade: 'dark' } }),
      world.node({ labels: { color, 'shade.of': '' } }),
    ]);
    await world.it.stopContainer(blue, 0);
    const find = async (labels: Record<string, string | undefined>) =>
      (await world.it.listContainers(labels)).map(({ name, state }) => `${name} ${state}`).sort();
    assert.deepEqual(await find({ color }), [`${red} running`, `${blue} exited`].sort());
    assert.deepEqual(await find({ color, shade: undefined }), [`${red} running`]);
    assert.deepEqual(await find({ color, shade: 'light' }), []);
    const [found] = await world.it.listContainers({ color, shade: 'dark' });
    assert.equal(found?.labels.color, color);
    assert.equal(found?.labels.odd, 'a,b=c', 'labels of the image are not taken apart at their commas');
    assert.ok(found?.labels[worldLabel]);
  });

  test('a container that was stopped has no address, tells its exit code, and can be started again', async () => {
    const port = { address: '127.0.0.1', hostPort: 0, containerPort: 80, protocol: 'TCP' as const };
    const name = await world.node({ ports: [port] });
    await world.it.exec(name, ['sh', '-c', 'echo kept >/var/file']);
    await world.it.stopContainer(name, 20);
    const stopped = await world.it.inspectContainer(name);
    assert.deepEqual([stopped.state, stopped.exitCode, stopped.ipv4, stopped.ipv6], ['exited', 7, '', '']);
    assert.deepEqual(
      stopped.ports.map(({ address, containerPort }) => ({ address, containerPort })),
      [{ address: '127.0.0.1', containerPort: 80 }],
    );
    await world.it.startContainer(name);
    const started = await world.it.inspectContainer(name);
    assert.equal(started.state, 'running');
    assert.notEqual(started.ipv4, '');
    assert.equal((await world.it.exec(name, ['cat', '/var/file'])).stdout, 'kept\n');
  });

  test('a signal reaches the first process of a container', async () => {
    const name = await world.node({ command: ['sh', '-c', 'trap "echo told" USR2; while true; do sleep 0.1; done'] });
    await world.it.signalContainer(name, 'USR2');
    for await (const chunk of world.it.logs(name, { follow: true })) {
      if (String(chunk).includes('told')) break;
    }
    assert.equal((await world.it.inspectContainer(name)).state, 'running');
  });

  test("the engine's own inspect document is JSON about the container", async () => {
    const name = await world.node();
    const [document] = JSON.parse(await world.it.inspectRaw(name)) as { Id: string }[];
    assert.equal(document?.Id, (await world.it.inspectContainer(name)).id);
  });

  test('the engine tells about itself, and is asked once', async () => {
    const engine = await world.engine();
    const [info, same] = await Promise.all([engine.info(), engine.info()]);
    assert.equal(info, same);
    assert.equal(info.name, engine.name);
    assert.match(info.version, /^\d+\.\d+/);
    assert.ok([1, 2].includes(info.cgroupVersion));
    assert.ok(info.limits.memory && info.limits.cpu && info.limits.pids);
    assert.ok(info.storageDriver);
    assert.ok(info.backingFilesystem);
    assert.ok((await engine.describe()).includes(info.version));
  });

  test('removing nodes removes their volumes, and what is not there is no matter', async () => {
    const names = await Promise.all([world.node(), world.node()]);
    const details = await Promise.all(names.map(async (name) => await world.it.inspectContainer(name)));
    const volumes = details.flatMap((container) => container.volumes.map((volume) => volume.name));
    assert.equal(volumes.length, 2);
    const all = [...names, world.name()];
    await Promise.all([world.it.removeContainers(all), (await world.engine()).removeContainers(all)]);
    await world.it.removeContainers(all);
    await world.it.removeContainers([]);
    assert.deepEqual(
      (await world.containers()).filter((name) => all.includes(name)),
      [],
    );
    assert.deepEqual(
      (await world.volumes()).filter((name) => volumes.includes(name)),
      [],
    );
  });

  test("upstream's way to delete a node leaves no volume either", async () => {
    const name = await world.node();
    const { volumes } = await world.it.inspectContainer(name);
    await world.upstreamDelete(name);
    assert.equal((await world.volumes()).includes(volumes[0]?.name ?? ''), false);
  });

  test('a node is removed in which something is frozen, and so does not heed SIGKILL', async (t) => {
    if ((await world.it.info()).cgroupVersion === 2) return t.skip('SIGKILL ends what cgroup v2 has frozen');
    const name = await world.node();
    const freeze = `mkdir /sys/fs/cgroup/freezer/held && cd /sys/fs/cgroup/freezer/held
sleep 600 </dev/null >/dev/null 2>&1 &
# Before it is sleep, it is a copy of this shell, and has its output.
until grep -q sleep /proc/$!/comm; do sleep 0.01; done
echo $! >cgroup.procs && echo FROZEN >freezer.state && cat freezer.state`;
    assert.match((await world.it.exec(name, ['sh', '-c', freeze])).stdout, /^(FROZEN|FREEZING)$/m);
    await world.it.removeContainers([name]);
    assert.ok(!(await world.containers()).includes(name));
  });
}
