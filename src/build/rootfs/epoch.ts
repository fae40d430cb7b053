/**
 * Modification time of every file in every image, in seconds since 1970 (2026-01-01). One fixed time makes images
 * reproducible, and lets files of equal content be one inode.
 */
export const EPOCH = 1_767_225_600;
