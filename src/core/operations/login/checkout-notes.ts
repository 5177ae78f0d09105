// Where else the token of a configuration file is found: in a checkout, as `~/.npmrc` does for people who keep their dotfiles in one, and under
// another name of the file.
import { dirname, join } from 'node:path';
import type { Files } from '../../ports/host.ts';
import type { PlannedFile } from './planned-edits.ts';

/** A sentence for each checkout that will hold the token until logout, where `git commit -a` would take it along. */
export async function checkoutNotes(planned: readonly PlannedFile[], files: Files): Promise<readonly string[]> {
  const byCheckout = new Map<string, string[]>();
  for (const { path, holdsSecret } of planned) {
    if (!holdsSecret) continue;
    const checkout = await checkoutOf(await files.destination(path), files);
    if (checkout !== undefined) byCheckout.set(checkout, [...(byCheckout.get(checkout) ?? []), path]);
  }
  return [...byCheckout].map(
    ([checkout, paths]) =>
      `${paths.join(', ')}: in the checkout ${checkout}, which holds the token until logout; commit nothing there before`,
  );
}

/** A sentence for the files that have other names (hard links), under which the token is found as well. */
export function otherNameNotes(planned: readonly PlannedFile[]): readonly string[] {
  const paths = planned.filter(({ holdsSecret, names }) => holdsSecret && names > 1).map(({ path }) => path);
  if (paths.length === 0) return [];
  return [
    `${paths.join(', ')}: written in place, since it has another name (a hard link), which holds the token until logout, too`,
  ];
}

/** The nearest folder above that Git manages: `.git` is a folder, or a file in worktrees and submodules. */
async function checkoutOf(path: string, files: Files): Promise<string | undefined> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if ((await files.stat(join(folder, '.git'))) !== undefined) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}
