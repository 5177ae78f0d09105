// Reads members out of built packages (.tgz by stream, zip kinds by random access) without trusting them: whatever an
// archive says about itself, memory stays bounded, no path points outside, and anything odd is an ArchiveRefusal.
export {
  ARCHIVE_LIMITS,
  type ArchiveLimits,
  type ArchiveMember,
  ArchiveRefusal,
  type ArchiveVisit,
  checkedPath,
  refusalOf,
} from './archive-rules.ts';
export { readTarGz } from './archive-tar.ts';
export { readZip, type ZipSource } from './archive-zip.ts';
