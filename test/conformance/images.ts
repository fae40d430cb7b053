import { chmod, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeImageArchive } from '../../src/build/archive/image-archive.js';
import type { ImageSpec, RunConfig } from '../../src/build/archive/image-spec.js';
import { loadDebianPins } from '../../src/build/base/debian-pins.js';
import { keepLicenses } from '../../src/build/base/licenses.js';
import { mergeUsr } from '../../src/build/base/merged-usr.js';
import { archivesOf, packageVersions, unpackDebian } from '../../src/build/base/mmdebstrap.js';
import { downloadModule } from '../../src/build/go-modules.js';
import type { Arch, Part } from '../../src/build/part.js';
import { copyClosure } from '../../src/build/rootfs/closure.js';
import { hashFiles, hashOfBuildCode } from '../../src/build/rootfs/hash.js';
import { Tree } from '../../src/build/rootfs/tree.js';
import { run } from '../../src/exec/run.js';

const PACKAGES = [
  'bash',
  'bind9-dnsutils',
  'busybox-static',
  'conntrack',
  'curl',
  'dash',
  'hostname',
  'iperf',
  'iproute2',
  'libc-bin',
  'netcat-openbsd',
  'nginx-light',
  'util-linux',
];

/** What upstream's agnhost has beyond busybox's programs. */
const AGNHOST_PROGRAMS = [
  'bash',
  'curl',
  'dig',
  'getent',
  'host',
  'iperf',
  'ip',
  'ipcs',
  'nc.openbsd',
  'nsenter',
  'nslookup',
  'ss',
];

const PASSWD = `root:x:0:0:root:/root:/bin/sh
nobody:x:65534:65534:nobody:/:/bin/false
user-defined-in-image:x:1000:1000::/home/user-defined-in-image:/bin/sh
`;
const GROUP = `root:x:0:
nogroup:x:65534:
user-defined-in-image:x:1000:
group-defined-in-image:x:50000:user-defined-in-image
`;
const NGINX = `user nobody nogroup;
events {}
http {
  server {
    listen 80;
    location / { root /usr/share/nginx/html; }
  }
}
`;

const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What images are made from. */
interface Sources {
  /** Packages of Debian, unpacked. */
  debian: Tree;
  /** Absolute path of a directory with the suite's programs. */
  programs: string;
  /** Kubernetes version with its `v`. */
  version: string;
}

interface TestImage {
  /** The image's name without its tag; it gets all tags that the suite asks for. */
  repository: string;
  run: RunConfig;
  /** Adds what the image has beyond busybox. Default: nothing. */
  write?: (tree: Tree, sources: Sources) => Promise<void>;
}

const REGISTRY = 'registry.k8s.io';
const IMAGES: readonly TestImage[] = [
  {
    repository: `${REGISTRY}/e2e-test-images/agnhost`,
    run: { Entrypoint: ['/agnhost'], Cmd: ['pause'], Env: [PATH] },
    write: writeAgnhost,
  },
  { repository: `${REGISTRY}/e2e-test-images/busybox`, run: { Cmd: ['sh'], Env: [PATH] } },
  {
    repository: `${REGISTRY}/e2e-test-images/glibc-dns-testing`,
    run: { Cmd: ['sleep', 'infinity'], Env: [PATH] },
    write: (tree, { debian }) => addPrograms(tree, debian, ['dig', 'getent', 'hostname']),
  },
  {
    repository: `${REGISTRY}/e2e-test-images/nginx`,
    run: { Cmd: ['/usr/sbin/nginx', '-g', 'daemon off;'], Env: [PATH] },
    write: writeNginx,
  },
  {
    repository: `${REGISTRY}/e2e-test-images/regression-issue-74839`,
    run: { Entrypoint: ['/regression-issue-74839'], Env: [PATH] },
    write: (tree, { programs }) =>
      tree.copyFile(join(programs, 'regression-issue-74839'), '/regression-issue-74839', 0o755),
  },
  {
    repository: `${REGISTRY}/build-image/distroless-iptables`,
    run: { Env: [PATH] },
    write: (tree, { debian }) => copyClosure(debian, tree, ['/usr/sbin/conntrack']),
  },
];

export interface SuiteImagesOptions {
  /** Kubernetes version with its `v`. */
  version: string;
  arch: Arch;
  /** What `suiteProgramsPart` made. */
  programs: { dir: string; key: string };
}

/**
 * The images of the suite's pods, as far as the selected cases need them: `images.tar`, from the suite's own programs and
 * packages of Debian, under the names that the suite asks for. They stand in for upstream's, which are made from Alpine
 * and others, with the same programs.
 */
export async function suiteImagesPart({ version, arch, programs }: SuiteImagesOptions): Promise<Part> {
  const { suite } = await loadDebianPins();
  return {
    name: `conformance-images-${arch}`,
    inputs: {
      programs: programs.key,
      suite,
      packages: PACKAGES,
      code: [await hashOfBuildCode(), await hashFiles(import.meta.filename)],
    },
    async build({ dir, signal, log }) {
      const debian = new Tree(join(dir, 'debian'));
      await unpackDebian(debian.root, { suite, packages: PACKAGES }, arch, { signal, log: (line) => log(line, 2) });
      const packages = packageVersions(await readdir(archivesOf(debian.root)));
      await mergeUsr(debian);
      await keepLicenses(debian);
      const wanted = await imagesOfSuite(join(programs.dir, 'bin', 'e2e.test'));
      const sources = { debian, programs: join(programs.dir, 'bin'), version };
      const specs: ImageSpec[] = [];
      for (const [index, { repository, run, write }] of IMAGES.entries()) {
        const tree = new Tree(join(dir, `image-${index}`));
        await writeBusybox(tree, debian, packages);
        await write?.(tree, sources);
        const names = wanted.filter((name) => name.startsWith(`${repository}:`));
        specs.push({ names, architecture: arch, run, layers: [tree.root] });
      }
      await writeImageArchive(join(dir, 'images.tar'), specs, signal ? { signal } : {});
      await Promise.all(
        [debian.root, ...specs.flatMap(({ layers }) => layers)].map((root) => rm(root, { recursive: true })),
      );
    },
  };
}

/** Every image that some case of the suite uses. */
async function imagesOfSuite(suite: string): Promise<string[]> {
  return (await run([suite, '--list-images'])).stdout.split('\n').filter(Boolean);
}

/** Debian's static busybox, with a link for each of its programs, and the files that every image has. */
async function writeBusybox(tree: Tree, debian: Tree, packages: readonly string[]): Promise<void> {
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) {
    await tree.dir(`/usr/${name}`);
    await tree.link(`/${name}`, `usr/${name}`);
  }
  await tree.copyFile(debian.at('/usr/bin/busybox'), '/usr/bin/busybox', 0o755);
  const { stdout } = await run([debian.at('/usr/bin/busybox'), '--list']);
  for (const applet of stdout.split('\n').filter((name) => name !== '' && name !== 'busybox')) {
    await tree.link(`/usr/bin/${applet}`, 'busybox');
  }
  await tree.file('/etc/passwd', PASSWD);
  await tree.file('/etc/group', GROUP);
  await tree.file('/etc/nsswitch.conf', 'hosts: files dns\n');
  await tree.file('/packages.txt', `${packages.join('\n')}\n`);
  await tree.copyTree(debian.at('/LICENSES'), '/LICENSES');
  await tree.dir('/root', 0o700);
  for (const path of ['/home', '/mnt', '/run', '/var/log']) await tree.dir(path);
  for (const path of ['/tmp', '/var/tmp']) await tree.dir(path, 0o1777);
}

/** Adds programs of Debian, and a shell that runs them: busybox's runs its own of the same names. */
async function addPrograms(tree: Tree, debian: Tree, names: readonly string[]): Promise<void> {
  await copyClosure(
    debian,
    tree,
    ['dash', ...names].map((name) => `/usr/bin/${name}`),
  );
  await tree.link('/usr/bin/sh', 'dash');
}

/** What upstream's Dockerfile of agnhost puts in, but for an old CoreDNS and the images that it serves as a registry. */
async function writeAgnhost(tree: Tree, { debian, programs, version }: Sources): Promise<void> {
  await addPrograms(tree, debian, AGNHOST_PROGRAMS);
  await tree.link('/usr/bin/nc', 'nc.openbsd');
  await tree.copyFile(join(programs, 'agnhost'), '/agnhost', 0o755);
  await tree.link('/agnhost-2', 'agnhost');
  const { dir } = await downloadModule('k8s.io/kubernetes', version);
  for (const name of ['localhost.crt', 'localhost.key']) {
    await tree.copyFile(join(dir, 'test/images/agnhost/porter', name), `/${name}`, 0o644);
  }
  await tree.dir('/uploads');
}

async function writeNginx(tree: Tree, { debian }: Sources): Promise<void> {
  await copyClosure(debian, tree, ['/usr/sbin/nginx']);
  await tree.file('/etc/nginx/nginx.conf', NGINX);
  await tree.file('/usr/share/nginx/html/index.html', 'Welcome to nginx!\n');
  for (const path of ['/var/lib/nginx', '/var/log/nginx']) await tree.dir(path);
  await chmod(tree.at('/var/log/nginx'), 0o777);
}
