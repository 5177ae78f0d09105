// Where a login keeps its lock and its record, and where one looks for those of others. In the home whose files it
// changes, so that whoever logs in there next finds what a killed job left; elsewhere where nothing of the home is
// changed, or can be.
import { basename, join, relative, resolve } from 'node:path';
import { RegistryError } from '../../../errors/registry-error.ts';
import type { Host } from '../../../ports/host.ts';

export type StateHost = Pick<
  Host,
  'platform' | 'home' | 'env' | 'files' | 'workingDirectory' | 'temporaryDirectory' | 'processes'
>;

export const STATE_VARIABLE = 'CODEARTIFACT_STATE_DIR';
const NAME = 'codeartifact-ci';

export const stateFolder = (home: string) => join(home, `.${NAME}`);

/** The folder that people named. */
export function namedStateFolder({ env, workingDirectory }: Pick<StateHost, 'env' | 'workingDirectory'>) {
  const named = env[STATE_VARIABLE];
  return named ? resolve(workingDirectory, named) : undefined;
}

/** Whether we made it: what people named stays when it is empty, also for a step that is not told the name. */
export const isOwnFolder = (folder: string, host: Pick<StateHost, 'env' | 'workingDirectory'>) =>
  folder !== namedStateFolder(host) && /^\.?codeartifact-ci(?:-\d+)?$/.test(basename(folder));

/** For what is not in the home, in the order in which they are tried. */
function foldersElsewhere({ platform, env, temporaryDirectory, processes }: StateHost): string[] {
  const temporary =
    (platform === 'win32' ? env.TEMP || env.TMP : env.TMPDIR) || (env.RUNNER_TEMP ? '/tmp' : temporaryDirectory);
  const user = processes.user === undefined ? NAME : `${NAME}-${processes.user}`;
  return [
    ...(env.XDG_STATE_HOME ? [join(env.XDG_STATE_HOME, NAME)] : []),
    ...(env.RUNNER_TEMP ? [join(env.RUNNER_TEMP, NAME)] : []),
    join(temporary, user),
  ];
}

/** Every folder in which a login of this machine may have kept its record. */
export function stateFolders(host: StateHost, more: readonly string[] = []): string[] {
  const named = namedStateFolder(host);
  return [...new Set([...more, ...(named ? [named] : []), stateFolder(host.home), ...foldersElsewhere(host)])];
}

export const isBelow = (path: string, folder: string) => {
  const way = relative(folder, path);
  return way === '' || !(way.startsWith('..') || resolve(way) === way);
};

/**
 * The folder for a login that changes these files. Throws CA-FILE-003 where nothing can be written, CA-FILE-006 where
 * what is there belongs to somebody else.
 */
export async function chooseStateFolder(paths: readonly string[], host: StateHost): Promise<string> {
  const named = namedStateFolder(host);
  if (named !== undefined) {
    await requireOwn(named, host);
    await host.files.requireOutput(join(named, 'lock'));
    return named;
  }
  const usual = stateFolder(host.home);
  const touchesHome = paths.some((path) => isBelow(path, host.home));
  if (touchesHome && (await canKeep(usual, host))) {
    await requireOwn(usual, host);
    return usual;
  }
  const problems: unknown[] = [];
  for (const folder of foldersElsewhere(host)) {
    // Nothing is written in a home of which nothing is changed; the runner's folder may lie below it all the same.
    const isOfHome = host.env.XDG_STATE_HOME !== undefined && isBelow(folder, host.env.XDG_STATE_HOME);
    if (isOfHome && !touchesHome && isBelow(folder, host.home)) continue;
    try {
      await requireOwn(folder, host);
      await host.files.requireOutput(join(folder, 'lock'));
      return folder;
    } catch (error) {
      problems.push(error);
    }
  }
  const [first] = problems;
  throw first instanceof RegistryError
    ? new RegistryError(first.code, `there is no place for what logout needs: ${first.message}`, {
        cause: first,
        remedy: `Set ${STATE_VARIABLE} to a folder that this user can write.`,
      })
    : first;
}

async function canKeep(folder: string, { files, processes }: StateHost): Promise<boolean> {
  // That of somebody else is told as such, and not walked around: there may be lines of theirs in the files.
  const found = await files.stat(folder);
  if (found?.owner !== undefined && found.owner !== processes.user) return true;
  try {
    await files.requireOutput(join(folder, 'lock'));
    return true;
  } catch (error) {
    // What is no folder there is said; a home that refuses is none.
    if (found !== undefined && found.kind !== 'directory' && found.kind !== 'link') throw error;
    return false;
  }
}

/** Throws CA-FILE-006 for a file or folder of another user: what stands in it is not ours to carry out. */
export async function requireOwn(path: string, { files, processes }: Pick<StateHost, 'files' | 'processes'>) {
  const owner = (await files.stat(path))?.owner;
  const { user } = processes;
  if (owner === undefined || user === undefined || owner === user) return;
  throw new RegistryError(
    'CA-FILE-006',
    `${path} belongs to the user with number ${owner}, and this is ${user}: a login of theirs has not been taken back`,
    {
      remedy: `Run \`codeartifact-ci logout --all\` as user ${owner}, the owner, with the same HOME; or set ${STATE_VARIABLE} to a folder of your own.`,
    },
  );
}
