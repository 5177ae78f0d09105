// dotnet as it was recorded, for machines that have none: answers `dotnet pack` by the rows of `packing.jsonl`.
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProgramResult, ProgramRunner } from '../../../src/core/ports/host.ts';
import { shellWords } from '../../../src/core/text/aws-ini.ts';
import { buildNupkg } from '../packages/nuget-package.ts';

export interface PackingRow {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly command: string;
  readonly env: Readonly<Record<string, string>>;
  readonly exit: number;
  readonly text: string;
  readonly made: Readonly<Record<string, readonly string[]>>;
  readonly same_bytes_again: Readonly<Record<string, boolean>>;
}

const FILE = new URL('../../formats/nuget/artifact/recorded/packing.jsonl', import.meta.url);

export const packingRows: readonly PackingRow[] = readFileSync(FILE, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as PackingRow);

/** What of a command says what is packed, and not how that is spelled. */
function meaning(args: readonly string[]): string {
  const target = args
    .slice(1)
    .find(
      (arg, index, all) => !arg.startsWith('-') && !/^(-c|-o|--configuration|--output)$/.test(all[index - 1] ?? ''),
    );
  const isSwitchedOff = args.includes('-p:GeneratePackageOnBuild=false');
  return JSON.stringify([target?.replace(/^\.\//, ''), isSwitchedOff]);
}

let seconds = Date.parse('2026-01-02T03:04:06Z');

/** A runner of programs in whose PATH this dotnet is; it knows the folder `top` with the files of some rows. */
export function recordedDotnet(top: string, row: PackingRow, run: ProgramRunner): ProgramRunner {
  const sameFolder = packingRows.filter(({ files }) => JSON.stringify(files) === JSON.stringify(row.files));
  const variants = packingRows.filter(
    (one) =>
      sameFolder.includes(one) || (row.name.startsWith('packs on build') && one.name.startsWith('packs on build')),
  );
  return async (program, args, options = {}): Promise<ProgramResult> => {
    if (program === 'nuget') return { status: 127, stdout: '', stderr: 'nuget was not found' };
    if (program !== 'dotnet') return run(program, args, options);
    const into = args[args.indexOf('--output') + 1] ?? '';
    const below = options.cwd === top ? [] : [options.cwd?.slice(top.length + 1) ?? ''];
    const asked = meaning(['pack', ...below, ...args.slice(1)]);
    const words = (one: PackingRow) => (shellWords(one.command) ?? []).slice(1);
    // Where nothing is packed on building, a word that switches it off changes nothing.
    const answer =
      variants.find((one) => meaning(words(one)) === asked) ??
      variants.find(
        (one) => JSON.parse(meaning(words(one)))[0] === JSON.parse(asked)[0] && !one.name.startsWith('packs on'),
      );
    if (answer === undefined) throw new Error(`nobody recorded dotnet ${args.join(' ')} in ${row.name}`);
    const epoch = options.env?.SOURCE_DATE_EPOCH;
    seconds += 4000;
    for (const name of Object.keys(answer.made)) {
      const [, id = '', version = ''] = /^(.*?)\.(\d+\.\d+\.\d+.*?)(?:\.symbols)?\.s?nupkg$/.exec(name) ?? [];
      const time = new Date(epoch === undefined ? seconds : Number(epoch) * 1000);
      await writeFile(join(into, name), await buildNupkg({ id, version }, {}, time));
    }
    const text = answer.text.replaceAll('{O}', into).replaceAll('{W}', top);
    return { status: answer.exit, stdout: text, stderr: '' };
  };
}
