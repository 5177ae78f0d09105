// `local check`: whether a data folder has all that was ever acknowledged in it, and what can be saved where it has not.

import {
  type FolderContent,
  presentSeal,
  readDataFolder,
  replaceSealKey,
  setAside,
  takeDataFolder,
  writeDatabase,
} from '../store/data-folder.ts';
import { cannotUseFolder } from '../store/metadata-file.ts';
import { linesOfLoss } from './records/loss-lines.ts';
import { examineRows, type RowFindings, salvage } from './records/salvage.ts';

export interface FolderReport {
  /** Whether the folder is whole now. */
  readonly isWhole: boolean;
  /** Whether there was nothing of the database that it could be made whole from. */
  readonly hasLostAll: boolean;
  /** For people: one line for each thing that is damaged, lost or rebuilt, and what it comes to at the end. */
  readonly lines: readonly string[];
}

/**
 * Reads every byte of a data folder that no server has; with `isRepair`, makes a damaged one whole again and keeps what
 * it takes out. Rejects with CA-INPUT-005 when it is no data folder, CA-LOCAL-004 when a server has it,
 * CA-LOCAL-001 when it cannot be read, and CA-LOCAL-002 when this Node.js has no SQLite.
 */
export async function checkDataFolder(folder: string, isRepair: boolean): Promise<FolderReport> {
  try {
    return await check(folder, isRepair);
  } catch (error) {
    throw cannotUseFolder(folder, error);
  }
}

async function check(folder: string, isRepair: boolean): Promise<FolderReport> {
  // From before the first look until the last change: what a server wrote in between would be written over.
  const lock = takeDataFolder(folder);
  try {
    const content = await readDataFolder(folder);
    const rows = examineRows(content.entries);
    const others = [content.sealKeyProblem, content.trashProblem].filter((problem) => problem !== undefined);
    const problems = [
      ...content.odd.map(({ problem }) => problem),
      ...content.database.problems,
      ...problemsOfBytes(content, rows),
      ...rows.problems,
      ...others,
    ];
    const unreadable = unreadableFiles(content, rows);
    if (problems.length === 0 && unreadable.length === 0) return wholeFolder(folder, content, rows);
    const lines = [
      ...problems.map((problem) => `damaged: ${problem}`),
      ...unreadable.map((one) => `unreadable: ${one}`),
      ...rows.accepted,
    ];
    if (!isRepair) return foundOnly(folder, lines, { damaged: problems.length, unreadable: unreadable.length });
    const hasLostAll = lostAll(content);
    // What nobody can read is not damaged, and is not repaired.
    if (problems.length > 0) lines.push(...(await repair(folder, content, rows)));
    if (unreadable.length > 0)
      lines.push(
        `${counted(unreadable.length, 'file')} cannot be read and stay as they are: make them readable (owner, mode, disk) or take them away, and check again`,
      );
    return { isWhole: unreadable.length === 0, hasLostAll, lines };
  } finally {
    lock?.release();
  }
}

function wholeFolder(folder: string, content: FolderContent, rows: RowFindings): FolderReport {
  const idle = idleFiles(content, rows);
  const unused = idle === 0 ? '' : `; ${counted(idle, 'file')} that no version names`;
  const size = `${counted(rows.versions, 'version')}, ${counted(content.whole.size, 'file')}`;
  return { isWhole: true, hasLostAll: false, lines: [`${folder} is whole: ${size}${unused}`] };
}

function foundOnly(
  folder: string,
  lines: readonly string[],
  { damaged, unreadable }: { readonly damaged: number; readonly unreadable: number },
): FolderReport {
  const sum =
    damaged === 0
      ? `${folder} is not proven to be whole: ${counted(unreadable, 'file')} cannot be read`
      : `${folder} is damaged: ${counted(damaged, 'problem')}`;
  return { isWhole: false, hasLostAll: false, lines: [...lines, sum] };
}

const lostAll = ({ database, entries }: FolderContent) =>
  database.problems.length > 0 && entries.length === 0 && !database.isComplete;

async function repair(folder: string, content: FolderContent, rows: RowFindings): Promise<string[]> {
  const missing = new Set(rows.needed.map(({ sha256 }) => sha256).filter((sha256) => isMissing(content, sha256)));
  const { kept, found } = await setAside(folder, content, missing);
  const has = (sha256: string) => content.whole.has(sha256) || content.unreadable.has(sha256) || found.has(sha256);
  const hasLostAll = lostAll(content);
  const { entries, database } = content;
  const saved = salvage({ ...database, entries, hasBytes: has }, Date.now());
  const key =
    content.sealKeyProblem === undefined ? undefined : await replaceSealKey(folder, kept, content.database.state?.seal);
  await writeDatabase(folder, saved.entries, { isDoubtful: false, seal: presentSeal(folder) });
  const after = examineRows(saved.entries);
  const idle = idleFiles(content, after);
  return [
    ...[...found].map((sha256) => `found: sha256 ${sha256} was in the trash`),
    ...(key === undefined ? [] : [KEYS[key]]),
    ...(hasLostAll
      ? [
          'lost: all domains, repositories, packages and versions: not one row of metadata.sqlite can be read',
          'nothing could be rebuilt: put metadata.sqlite back from a copy, with its other files, or publish again',
        ]
      : linesOfLoss(saved, database, entries.length)),
    `${folder} is ${hasLostAll ? 'empty now' : `whole again: ${counted(after.versions, 'version')}`}; what was damaged is kept in ${kept}`,
    ...(idle === 0
      ? []
      : [
          `${counted(idle, 'file')} below ${folder}/sha256 may be of versions that are lost: no version that is left names them`,
        ]),
  ];
}

const KEYS = {
  mended: 'rebuilt: seal.key, in which one bit had changed: tokens and sessions stay good',
  new: 'rebuilt: seal.key, as a new one: all tokens and sessions that were given before end',
} as const;

const isMissing = ({ whole, unreadable }: FolderContent, sha256: string) =>
  !whole.has(sha256) && !unreadable.has(sha256);

function unreadableFiles({ unreadable }: FolderContent, { needed }: RowFindings): string[] {
  const holders = new Map(needed.map(({ sha256, holder }) => [sha256, holder]));
  return [...unreadable].map(
    ([sha256, reason]) =>
      `the file of sha256 ${sha256} cannot be read (${reason}; ${holders.get(sha256) ?? 'no version names it'})`,
  );
}

function problemsOfBytes(content: FolderContent, { needed }: RowFindings): string[] {
  const { damaged } = content;
  const holders = new Map<string, string>();
  for (const { sha256, holder } of needed) holders.set(sha256, holder);
  const lost = [...holders].filter(([sha256]) => isMissing(content, sha256) && !damaged.has(sha256));
  return [
    ...lost.map(([sha256, holder]) => `the file of sha256 ${sha256} is missing (${holder})`),
    ...[...damaged].map((sha256) => {
      const holder = holders.get(sha256) ?? 'no version names it';
      return `the file of sha256 ${sha256} has other bytes (${holder})`;
    }),
  ];
}

/** How many files are right and named by no version. Descriptions of public sources are among them. */
function idleFiles({ whole }: FolderContent, { needed }: RowFindings): number {
  const named = new Set(needed.map(({ sha256 }) => sha256));
  return [...whole].filter((sha256) => !named.has(sha256)).length;
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
