import type { EngineInfo, EngineName } from '../engine.js';

interface Document {
  ServerVersion?: string;
  Driver?: string;
  DriverStatus?: [string, string][] | null;
  CgroupDriver?: string;
  CgroupVersion?: string;
  MemoryLimit?: boolean;
  PidsLimit?: boolean;
  CPUShares?: boolean;
  SecurityOptions?: string[] | null;
}

/** Reads `docker info --format '{{json .}}'`, or nerdctl's, which is alike. Spec §3.0. */
export function parseDockerInfo(name: EngineName, document: unknown): EngineInfo {
  const info = document as Document;
  // Each option is a comma-separated list, e.g. `name=seccomp,profile=builtin`.
  const security = (info.SecurityOptions ?? []).flatMap((option) => option.split(','));
  const limited = info.CgroupDriver !== 'none';
  return {
    name,
    version: info.ServerVersion ?? '',
    rootless: security.includes('name=rootless'),
    cgroupVersion: info.CgroupVersion === '2' ? 2 : 1,
    cgroupDriver: info.CgroupDriver ?? '',
    limits: {
      memory: limited && (info.MemoryLimit ?? false),
      pids: limited && (info.PidsLimit ?? false),
      cpu: limited && (info.CPUShares ?? false),
    },
    storageDriver: info.Driver ?? '',
    backingFilesystem: (info.DriverStatus ?? []).find(([key]) => key === 'Backing Filesystem')?.[1] ?? '',
    usernsRemap: security.includes('name=userns'),
  };
}
