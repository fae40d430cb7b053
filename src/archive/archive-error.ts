import { KindlingError } from '../errors.js';

/** An archive that cannot be understood. What it is called is put in front by `namingArchive`. */
export class ArchiveError extends KindlingError {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super('IMAGE_INVALID', message, options);
  }
}

/**
 * Runs `body` and names the archive in errors about its content.
 *
 * @param label what the archive is called: a path, `stdin`, an engine's images
 * @throws {KindlingError} IMAGE_INVALID: `failed to load image: archive "<label>": <why>`
 */
export async function namingArchive<T>(label: string, body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    throw new KindlingError('IMAGE_INVALID', `failed to load image: archive "${label}": ${error.message}`, {
      cause: error.cause ?? error,
      hint: 'archives are what "docker save", "podman save" and OCI tools write',
    });
  }
}
