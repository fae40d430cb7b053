import { KindlingError } from '../../errors.js';
import type { EngineInfo } from '../engine.js';

/** podman's info, and which OCI runtime it uses. */
export interface PodmanInfo extends EngineInfo {
  runtime: { name: string; path: string };
}

interface Document {
  host?: {
    cgroupVersion?: string;
    cgroupManager?: string;
    cgroupControllers?: string[] | null;
    ociRuntime?: { name?: string; path?: string };
    security?: { rootless?: boolean };
    rootless?: boolean;
  };
  store?: { graphDriverName?: string; graphStatus?: Record<string, string> };
  version?: { Version?: string };
}

/** The oldest podman that upstream accepts, spec §3.0. */
const oldest = [1, 8];

/**
 * Reads `podman info --format json`.
 *
 * @throws {KindlingError} ENGINE_FAILED when podman is older than 1.8.0
 */
export function parsePodmanInfo(document: unknown): PodmanInfo {
  const { host = {}, store = {}, version } = document as Document;
  const text = version?.Version ?? '';
  const [major = 0, minor = 0] = text.split('.').map(Number);
  if (text !== '' && (major < (oldest[0] ?? 0) || (major === oldest[0] && minor < (oldest[1] ?? 0))))
    throw new KindlingError('ENGINE_FAILED', `podman version "${text}" is too old, please upgrade to "1.8.0" or later`);
  const controllers = host.cgroupControllers;
  // Versions before 4.0 do not tell: assume that everything works.
  const has = (controller: string) => major < 4 || (controllers ?? []).includes(controller);
  return {
    name: 'podman',
    version: text,
    rootless: host.security?.rootless ?? host.rootless ?? false,
    cgroupVersion: host.cgroupVersion === 'v2' ? 2 : 1,
    cgroupDriver: host.cgroupManager ?? '',
    limits: { memory: has('memory'), pids: has('pids'), cpu: has('cpu') },
    storageDriver: store.graphDriverName ?? '',
    backingFilesystem: store.graphStatus?.['Backing Filesystem'] ?? '',
    usernsRemap: false,
    runtime: { name: host.ociRuntime?.name ?? '', path: host.ociRuntime?.path ?? '' },
  };
}
