import type { Readable, Writable } from 'node:stream';
import type { RunResult } from '../exec/run.js';

export type EngineName = 'docker' | 'podman' | 'nerdctl';

/** What an engine says of itself and its host. */
export interface EngineInfo {
  name: EngineName;
  /** The server's version where there is a server, e.g. `28.2.2`. */
  version: string;
  rootless: boolean;
  cgroupVersion: 1 | 2;
  /** `none` means that no resource limit works. */
  cgroupDriver: string;
  limits: { memory: boolean; pids: boolean; cpu: boolean };
  /** Storage driver and the file system under it, e.g. `overlay2` on `extfs`. */
  storageDriver: string;
  backingFilesystem: string;
  /** Docker's user namespace remapping (`name=userns`) is on. */
  usernsRemap: boolean;
}

/** Where an engine runs its containers, as seen from this process. */
export interface EngineHost {
  /**
   * - `here`: on this machine, so that its files, processes and addresses are the engine's
   * - `virtual-machine`: in one on this machine, which publishes ports on this machine (Docker Desktop, Lima, `podman
   *   machine`)
   * - `remote`: behind a network address, perhaps of another machine
   */
  place: 'here' | 'virtual-machine' | 'remote';
  /** What the engine's client connects to, such as `ssh://me@far`; absent: its default. */
  address?: string;
}

/** An image in an engine's store. */
export interface ImageDetails {
  /** `sha256:…`. */
  id: string;
  /** Digests of the uncompressed layers, lowest first (`sha256:…`). */
  diffIds: string[];
}

/** An image whose parts can be read one by one, where they lie in the storage of an engine on this machine. */
export interface StoredImage {
  /** The name that it was found by, in the engine's spelling, or its ID. */
  name: string;
  /** Its configuration document, of which the ID is the digest. */
  config: Buffer;
  /** Lowest first. */
  layers: StoredLayer[];
}

export interface StoredLayer {
  /** Digest of the uncompressed layer (`sha256:…`); what is read is not checked against it. */
  diffId: string;
  /** Of the uncompressed layer, in bytes. */
  size: number;
  /** The directory of its files as overlayfs has them: an absolute path of this machine. */
  files: string;
  /** The uncompressed layer. @throws when it cannot be read whole */
  read(): AsyncIterable<Buffer>;
}

export interface BindMount {
  /** Absolute path on the engine's host. */
  hostPath: string;
  containerPath: string;
  readOnly?: boolean;
  selinuxRelabel?: boolean;
  /** Kubernetes' names; `None` is private. Default: the engine's. */
  propagation?: 'None' | 'HostToContainer' | 'Bidirectional';
}

export interface PortPublish {
  /** Address without brackets, e.g. `127.0.0.1` or `::1`. */
  address: string;
  /** 0: the engine picks one. */
  hostPort: number;
  containerPort: number;
  protocol: 'TCP' | 'UDP' | 'SCTP';
}

/** A container to run: what is common to nodes and load balancers. Engine quirks are the engine's business. */
export interface ContainerSpec {
  name: string;
  image: string;
  hostname: string;
  labels: Record<string, string>;
  network: string;
  env?: Record<string, string>;
  /** Node containers: privileged, tmpfs on /tmp and /run, own volume on /var, unconfined, private cgroup namespace. */
  kind: 'node' | 'load-balancer';
  mounts?: BindMount[];
  ports?: PortPublish[];
  sysctls?: Record<string, string>;
  command?: string[];
}

export interface ContainerSummary {
  name: string;
  labels: Record<string, string>;
  /** `running`, `exited`, `created`, … in Docker's words. */
  state: string;
}

export interface ContainerDetails extends ContainerSummary {
  id: string;
  image: string;
  /** Addresses on the container's networks; empty when it has none or is stopped. */
  ipv4: string;
  ipv6: string;
  ports: PortPublish[];
  /** Exit code when stopped. */
  exitCode: number | undefined;
  volumes: { name: string; containerPath: string }[];
}

export interface ExecOptions {
  stdin?: string | Uint8Array | Readable;
  env?: Record<string, string>;
  signal?: AbortSignal;
  /** Milliseconds. */
  timeout?: number;
  /** Exit codes that count as success. Default: [0]. */
  okCodes?: readonly number[];
  /** How much of each stream the result holds (its end), in bytes. Default: 16 MiB. */
  maxBuffer?: number;
  onOutput?: (chunk: Buffer, stream: 'stdout' | 'stderr') => void;
}

export interface CancelOptions {
  signal?: AbortSignal;
}

/** Proxies as URLs, and a comma-separated list of what is reached without them. */
export interface ProxySettings {
  httpProxy?: string;
  httpsProxy?: string;
  noProxy?: string;
}

/**
 * What clusters need of a container engine. Each engine lives in a folder of its own and passes the shared suite of
 * cases in `engine.cases.ts`.
 *
 * Every method throws KindlingError: ENGINE_UNAVAILABLE when the engine is not installed or does not answer,
 * ENGINE_FAILED (or the more precise PORT_TAKEN, IMAGE_NOT_FOUND, NO_SPACE) when it refuses, CANCELLED on abort.
 */
export interface Engine {
  readonly name: EngineName;

  /** Asked once, then remembered. */
  info(options?: CancelOptions): Promise<EngineInfo>;
  /** What the engine's own `info` prints, for people. */
  describe(options?: CancelOptions): Promise<string>;
  /** Where the engine is. Asked once, then remembered. */
  host(options?: CancelOptions): Promise<EngineHost>;
  /** Proxies that the engine's own client configuration asks for (docker's only), spec §3.4. See proxyEnvironment. */
  clientProxies(options?: CancelOptions): Promise<ProxySettings>;

  // Images. `ref` is what a user writes; engines that need it make it fully qualified.
  hasImage(ref: string, options?: CancelOptions): Promise<boolean>;
  pullImage(ref: string, options?: CancelOptions): Promise<void>;
  /** Loads a docker or OCI archive; returns the names (or IDs) that it brought. @throws IMAGE_INVALID, ENGINE_FAILED */
  loadImage(archive: Readable, options?: CancelOptions): Promise<string[]>;
  /** Writes a docker archive of the images to `out`. */
  saveImages(refs: readonly string[], out: Writable, options?: CancelOptions): Promise<void>;
  /** The image's ID (`sha256:…`), or undefined when there is none of this name. */
  imageId(ref: string, options?: CancelOptions): Promise<string | undefined>;
  /** What the engine says of the image, or undefined when there is none of this name. */
  imageDetails(ref: string, options?: CancelOptions): Promise<ImageDetails | undefined>;
  /** The image as it lies in the engine's storage, or undefined where that cannot be read: `saveImages` can always. */
  storedImage(ref: string, options?: CancelOptions): Promise<StoredImage | undefined>;
  removeImage(ref: string, options?: CancelOptions): Promise<void>;

  // Networks.
  /** Makes the cluster network unless it exists: bridge with IPv6 where the host can, spec §3.2. */
  ensureNetwork(name: string, options?: CancelOptions): Promise<void>;
  /** CIDR texts of the network's subnets. */
  networkSubnets(name: string, options?: CancelOptions): Promise<string[]>;
  removeNetwork(name: string, options?: CancelOptions): Promise<void>;

  // Containers.
  /** Creates and starts a container (detached, with a terminal), spec §3.5. Leaves nothing behind when it fails. */
  runContainer(spec: ContainerSpec, options?: CancelOptions): Promise<void>;
  /** Containers (running or not) that carry all these labels; a value of undefined means any. In the engine's order. */
  listContainers(labels: Record<string, string | undefined>, options?: CancelOptions): Promise<ContainerSummary[]>;
  /** @throws {KindlingError} NODE_NOT_FOUND when there is none of this name */
  inspectContainer(name: string, options?: CancelOptions): Promise<ContainerDetails>;
  /**
   * Where a container's volume lies on this machine: an absolute path. Undefined where that cannot be written to.
   *
   * @param containerPath where it is mounted, e.g. `/var`
   */
  volumePath(name: string, containerPath: string, options?: CancelOptions): Promise<string | undefined>;
  /** The engine's own inspect document, for log export. */
  inspectRaw(name: string, options?: CancelOptions): Promise<string>;
  /** Ends and removes containers with their volumes; names that do not exist are ignored. */
  removeContainers(names: readonly string[], options?: CancelOptions): Promise<void>;
  startContainer(name: string, options?: CancelOptions): Promise<void>;
  /** @param timeout seconds until SIGKILL */
  stopContainer(name: string, timeout: number, options?: CancelOptions): Promise<void>;
  /** Sends a signal to the container's first process. @param signal its name without `SIG`, e.g. `USR2` */
  signalContainer(name: string, signal: string, options?: CancelOptions): Promise<void>;
  /** Runs a program in a container, privileged. @throws {CommandError} when it exits with an error */
  exec(name: string, command: readonly string[], options?: ExecOptions): Promise<RunResult>;
  /**
   * Starts a program in a container, privileged, and hands out its standard output, with back pressure. The stream fails
   * when the program does.
   */
  execStream(name: string, command: readonly string[], options?: CancelOptions): Readable;
  /** The argument list that runs `command` interactively in the container, for `kind kubectl` and the like. */
  execCommand(name: string, command: readonly string[], options: { tty: boolean; stdin: boolean }): string[];
  /** The console output so far; with `follow`, the stream stays open until the container ends or `signal` aborts. */
  logs(name: string, options?: CancelOptions & { follow?: boolean }): Readable;
}
