// `buildspec tag`: whether this build is for a git tag, as variables for the commands that follow.
import { RegistryError } from '../core/errors/registry-error.ts';
import { versionOfTag } from '../core/operations/publish/detect-tag.ts';
import { tagOfRun } from '../core/operations/publish/run-tag.ts';
import { assignments } from '../core/text/shell-assignments.ts';
import type { BuildspecArguments } from './command-arguments.ts';
import type { BuildspecHost } from './host.ts';

export async function tagSubcommand(args: BuildspecArguments, host: BuildspecHost): Promise<number> {
  const envFile = args.text('results-file');
  if (envFile !== undefined) await host.files.requireOutput(envFile);
  const decision = await tagOfRun(host, args.text('tag'), args.has('any-tag-at-head'));
  const tag = decision.kind === 'tag' ? decision.tag : '';
  // Git refuses such names; a variable can hold them and would forge log lines.
  if (/\p{C}/u.test(tag)) throw new RegistryError('CA-INPUT-001', 'the tag holds control characters');
  const version = versionOfTag(tag);
  const isRelease = decision.kind === 'tag';
  const reason = isRelease ? `from ${decision.from}` : decision.reason;
  const lines = assignments({
    outputs: {},
    variables: { IS_RELEASE: String(isRelease), RELEASE_TAG: tag, RELEASE_VERSION: version?.version ?? '' },
  });
  if (envFile !== undefined) await host.files.write(envFile, lines, { mode: 0o600 });
  if (args.has('json')) host.printJson({ isRelease, tag, ...version, reason });
  else if (envFile === undefined) host.print(lines.trimEnd());
  host.log.info(isRelease ? `this build is for the tag ${tag} (${reason})` : `this build is not for a tag: ${reason}`);
  const isRequired = args.has('require') || host.env.CODEARTIFACT_REQUIRE_TAG === 'true';
  if (isRequired && !isRelease)
    throw new RegistryError('CA-INPUT-001', `a tag is required and this build is not for one: ${reason}`, {
      remedy: 'Start the build for a tag, or pass RELEASE_TAG.',
    });
  return 0;
}
