import { RegistryError } from '../../errors/registry-error.ts';
import type { Host } from '../../ports/host.ts';
import { shownWord } from '../../text/shown-text.ts';
import { detectTag, type GitTagDecision, versionOfTag } from './detect-tag.ts';
import type { ExpectedVersion } from './expected-version.ts';

/** The git tag of this run; asks git only when the variables cannot tell. `anyTagAtHead` as in `detectTag`. */
export async function tagOfRun(host: Host, explicit?: string, anyTagAtHead = false): Promise<GitTagDecision> {
  const decision = detectTag({ env: host.env, explicit, anyTagAtHead });
  if (decision.kind !== 'ask-git') return decision;
  const { status, stdout } = await host.run('git', ['tag', '--points-at', 'HEAD'], {
    cwd: host.workingDirectory,
    timeoutMs: 60_000,
  });
  return detectTag({
    env: host.env,
    explicit,
    anyTagAtHead,
    // No git, no repository or foreign ownership: nothing is proven, so it is no tag.
    tagsAtHead: status === 0 ? stdout.split(/\r?\n/).filter((line) => line !== '') : [],
  });
}

/** The version `expected-version: tag` stands for. Throws CA-INPUT-001 when the run is not for a tag that names one. */
export async function versionOfRun(host: Host): Promise<ExpectedVersion> {
  const decision = await tagOfRun(host);
  if (decision.kind !== 'tag')
    throw new RegistryError(
      'CA-INPUT-001',
      `\`expected-version\` is \`tag\`, but this run is not for a tag: ${decision.kind === 'none' ? decision.reason : 'git cannot be asked'}`,
    );
  const found = versionOfTag(decision.tag);
  const shown = shownWord(decision.tag);
  if (!found) throw new RegistryError('CA-INPUT-001', `the git tag ${shown} names no version`);
  return { version: found.version, package: found.package, source: `git tag ${shown}` };
}
