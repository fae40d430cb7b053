/**
 * Images for arm64, built on a machine of any architecture: every ELF file in them is for arm64, and their programs run,
 * where need be in an emulator of processors (qemu-user). Everything is compiled for arm64, which takes a quarter of an
 * hour the first time, so this runs only when asked for: `npm test -- versions/arm64`.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { installCrossPackages } from '../../scripts/setup/cross-packages.js';
import { loadPins } from '../../src/build/pins.js';
import { ForeignRoot } from '../support/foreign-root.js';
import { User } from '../support/kind.js';

const pins = await loadPins();

/** A program of an image, with arguments, and what that prints. */
type Program = [command: string, printed: RegExp];

/** A version as it stands in programs' output, with and without `v`. */
const version = (text: string) => new RegExp(text.replace(/^v/, '').replaceAll('.', '\\.'));

const NODE: Program[] = [
  ['/usr/local/bin/node --version', version(pins.node.version)],
  ['/usr/local/bin/node -p [/\\p{L}/u.test("é"),crypto.randomUUID().length,os.arch()].join()', /^true,36,arm64$/m],
];

const OF_BASE: Program[] = [
  ...NODE,
  ['/usr/local/bin/node --check /usr/local/bin/entrypoint', /^$/],
  ['/usr/local/bin/containerd --version', version(pins.go.containerd.version)],
  ['/usr/local/bin/ctr --version', version(pins.go.containerd.version)],
  ['/usr/local/bin/containerd-shim-runc-v2 -v', version(pins.go.containerd.version)],
  ['/usr/local/sbin/runc --version', /libseccomp: \d/],
  ['/usr/local/bin/crictl --version', version(pins.go.crictl.version)],
  ['/opt/cni/bin/host-local --version', version(pins.go['cni-plugins'].version)],
  ['/bin/bash --version', /aarch64/],
  ['/usr/bin/systemctl --version', /^systemd 252/],
  ['/usr/lib/systemd/systemd --version', /^systemd 252/],
  ['/usr/sbin/ip -V', /iproute2/],
  // Not nft and iptables for it: the emulator has no netlink sockets of netfilter, which they ask for before all else.
  ['/usr/sbin/xtables-legacy-multi iptables --version', /^iptables v.*legacy/],
  ['/usr/sbin/ethtool --version', /^ethtool version/],
  ['/usr/bin/socat -V', /^socat version/m],
  ['/usr/bin/mount --version', /util-linux/],
  ['/usr/bin/curl --version', /^curl \d/],
  ['/usr/bin/jq -n 1+1', /^2$/m],
];

const { default: kubernetes } = pins.kubernetes;
const OF_NODE: Program[] = [
  ...OF_BASE,
  ['/usr/bin/kubeadm version -o short', version(kubernetes)],
  ['/usr/bin/kubelet --version', version(kubernetes)],
  ['/usr/bin/kubectl version --client', version(kubernetes)],
  ['/usr/local/bin/etcdctl version', version(pins.kubernetes.versions[kubernetes]?.etcd ?? '?')],
  ['/usr/local/bin/node --check /kind/bin/seed', /^$/],
];

const IMAGES: [command: string, elfFiles: number, programs: Program[]][] = [
  ['haproxy-image', 10, [['/usr/sbin/haproxy -v', version(pins.haproxy.version)]]],
  ['kindnetd-image', 10, [...NODE, ['/usr/sbin/xtables-legacy-multi iptables --version', /^iptables v.*legacy/]]],
  ['base-image', 300, OF_BASE],
  ['node-image', 300, OF_NODE],
];

let user: User;
let dir: string;
before(async () => {
  await installCrossPackages((line) => process.stderr.write(`${line}\n`));
  user = await User.create('podman');
  // Not in /tmp, which may be memory.
  dir = await mkdtemp(join(homedir(), '.kindling-arm64-'));
});
after(async () => {
  await user.dispose();
  await rm(dir, { recursive: true });
});

for (const [command, elfFiles, programs] of IMAGES) {
  test(`${command}: every ELF file is for arm64, and programs run`, async () => {
    const layout = join(dir, command);
    await user.mustKind(['build', command, '--arch', 'arm64', '--output', `dir:${layout}`]);
    const [root] = await ForeignRoot.unpackAll(layout, join(dir, `${command}-root`), 'arm64');
    assert.ok(root);
    await rm(layout, { recursive: true });
    const { own, foreign } = await root.elfFiles();
    assert.deepEqual(foreign, []);
    assert.ok(own.length >= elfFiles, `${own.length} ELF files`);
    for (const [line, printed] of programs) {
      const [program = '', ...args] = line.split(' ');
      assert.match(await root.output(program, ...args), printed, line);
    }
    await root.remove();
  });
}

test('storage-image: both images are for arm64, and the provisioner runs', async () => {
  const layout = join(dir, 'storage');
  await user.mustKind(['build', 'storage-image', '--arch', 'arm64', '--output', `dir:${layout}`]);
  const [provisioner, helper] = await ForeignRoot.unpackAll(layout, join(dir, 'storage-root'), 'arm64');
  assert.ok(provisioner && helper);
  for (const root of [provisioner, helper]) {
    const { own, foreign } = await root.elfFiles();
    assert.deepEqual(foreign, []);
    assert.ok(own.length > 0);
  }
  const printed = await provisioner.output('/usr/local/bin/local-path-provisioner', '--version');
  assert.match(printed, version(pins.go['local-path-provisioner'].version));
  assert.equal(await helper.output('/bin/sh', '-c', 'echo $((6 * 7))'), '42\n');
});
