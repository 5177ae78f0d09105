// `buildspec tag`: whether this build is for a git tag, as variables for the commands that follow.
import { RegistryError } from '../../core/errors/registry-error.ts';
import { detectTag, type TagDecision, type TagSources, versionOfTag } from '../../core/operations/detect-tag.ts';
import type { BuildspecHost } from './command.ts';
import type { BuildspecArguments } from './command-arguments.ts';
import { quoted } from './runner/command.ts';

export async function tagSubcommand(args: BuildspecArguments, host: BuildspecHost): Promise<number> {
  const sources: TagSources = { env: host.env, explicit: args.text('tag'), anyTagAtHead: args.has('any-tag-at-head') };
  const decision = await decide(sources, host);
  const tag = decision.kind === 'tag' ? decision.tag : '';
  const version = versionOfTag(tag);
  const values = {
    IS_RELEASE: String(decision.kind === 'tag'),
    RELEASE_TAG: tag,
    RELEASE_VERSION: version?.version ?? '',
  };
  refuseControls(tag);
  const envFile = args.text('env-file');
  if (envFile !== undefined) {
    const lines = Object.entries(values).map(([name, value]) => `${name}=${quoted(value)}\nexport ${name}\n`);
    await host.files.write(envFile, lines.join(''), { mode: 0o600 });
  }
  const reason = decision.kind === 'tag' ? `from ${decision.from}` : decision.reason;
  if (args.has('json')) host.print(JSON.stringify({ isRelease: decision.kind === 'tag', tag, ...version, reason }));
  else if (envFile === undefined)
    host.print(
      Object.entries(values)
        .map(([name, value]) => `${name}=${quoted(value)}`)
        .join('\n'),
    );
  host.log.info(
    decision.kind === 'tag' ? `this build is for the tag ${tag} (${reason})` : `this build is not for a tag: ${reason}`,
  );
  const isRequired = args.has('require') || host.env.CODEARTIFACT_REQUIRE_TAG === 'true';
  if (isRequired && decision.kind !== 'tag')
    throw new RegistryError('CA-INPUT-001', `a tag is required and this build is not for one: ${reason}`, {
      remedy: 'Start the build for a tag, or pass RELEASE_TAG.',
    });
  return 0;
}

async function decide(sources: TagSources, host: BuildspecHost): Promise<TagDecision> {
  const first = detectTag(sources);
  if (first.kind !== 'ask-git') return first;
  const git = await host.run('git', ['tag', '--points-at', 'HEAD']);
  // No git, no repository or foreign ownership: nothing is proven, so it is no tag.
  const tagsAtHead = git.status === 0 ? git.stdout.split('\n').filter((line) => line !== '') : [];
  return detectTag({ ...sources, tagsAtHead });
}

/** Git refuses such names; a variable can hold them and would forge log lines. */
function refuseControls(tag: string): void {
  if (/\p{C}/u.test(tag)) throw new RegistryError('CA-INPUT-001', 'the tag holds control characters');
}
