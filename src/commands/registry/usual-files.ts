// The files that commands read and write in the working directory where no input names others.
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { RegistryError } from '../../core/errors/registry-error.ts';
import type { Host } from '../../core/ports/host.ts';
import type { CommandRequest } from '../definition/command.ts';

export const USUAL_FILES = {
  manifest: 'codeartifact-release.json',
  journal: '.codeartifact-ci/journal.jsonl',
  'plan-output': 'codeartifact-plan.json',
} as const;

type UsualFile = keyof typeof USUAL_FILES;

type Place = Pick<Host, 'files' | 'workingDirectory' | 'env'>;

/**
 * The path that the input names, or else the usual one. At the usual place a checkout, perhaps a stranger's, may have put
 * a link to any file of the machine: one that leads out of the working directory, and of the workspace of the job around
 * it, is refused with CA-FILE-003.
 */
export async function fileOf(
  { inputs, host }: Pick<CommandRequest, 'inputs' | 'host'>,
  input: UsualFile,
): Promise<string> {
  const given = inputs.text(input);
  if (given !== undefined) return given;
  const path = USUAL_FILES[input];
  const parts = path.split('/');
  for (const count of parts.keys()) {
    const target = await outside(join(...parts.slice(0, count + 1)), host);
    if (target === undefined) continue;
    throw new RegistryError(
      'CA-FILE-003',
      `${path} is a link, or lies behind one, that leads out of the working directory, to ${target}; it is not followed`,
      { remedy: `Remove the link, or name the file with \`${input}\`, which may be anywhere.` },
    );
  }
  return path;
}

/** Where the local cache of CodeBuild puts the directories that it replaces by links (aws-codebuild-samples, issue 6). */
const CODEBUILD_CACHE = '/codebuild/local-cache/custom';

/** Where the path leads, if that is not in the checkout. What is to be made there is where the folder above it is. */
async function outside(path: string, { files, workingDirectory, env }: Place): Promise<string | undefined> {
  const target = resolve(workingDirectory, await files.destination(path));
  let at = target;
  while ((await files.realPath(at)) === undefined && dirname(at) !== at) at = dirname(at);
  const real = (await files.realPath(at)) ?? at;
  const from = (await files.realPath(workingDirectory)) ?? workingDirectory;
  if (isWithin(real, from)) return undefined;
  for (const name of ['GITHUB_WORKSPACE', 'CODEBUILD_SRC_DIR']) {
    const root = env[name];
    const whole = root ? ((await files.realPath(root)) ?? root) : undefined;
    if (whole !== undefined && isWithin(from, whole) && isWithin(real, whole)) return undefined;
  }
  return env.CODEBUILD_BUILD_ID && isWithin(real, CODEBUILD_CACHE) ? undefined : target;
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
