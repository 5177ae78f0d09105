// What each command cannot do without, checked before anything heavy is loaded: the commonest mistake must be the
// cheapest run.
import { RegistryError } from '../errors/registry-error.ts';
import type { Host } from '../ports/host.ts';
import { shownBriefly } from '../text/shown-text.ts';
import type { VerbName } from './commands.ts';
import type { InputName } from './definitions.ts';
import type { Inputs } from './read.ts';
import { variableOf } from './variable-of.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const repositoryVerbs: readonly VerbName[] = ['login', 'publish', 'rollback', 'retire', 'doctor', 'packages'];

/** Throws one CA-INPUT-001 that names everything that is missing. `operands` count as `packages` or `versions`. */
export function requireInputs(
  command: VerbName,
  inputs: Inputs,
  env: Environment,
  operands: readonly string[] = [],
): void {
  const missing = missingInputs(command, inputs, operands);
  const isOfRun = command === 'rollback' && operands.length > 0;
  if (needsRegion(command, inputs, env, operands)) missing.push('`aws-region` (or AWS_REGION)');
  if (missing.length === 0) return;
  const run =
    command === 'rollback' && !isOfRun
      ? 'the id of a run (`rollback RUN`), whose journal tells where it wrote, or '
      : '';
  throw new RegistryError('CA-INPUT-001', `\`${command}\` needs ${run}${missing.join(', ')}`);
}

/** Whether the command cannot begin without a region, and neither an input nor a variable tells one. */
export function needsRegion(
  command: VerbName,
  inputs: Inputs,
  env: Environment,
  operands: readonly string[] = [],
): boolean {
  const hasRegion = ['aws-region', 'registry-url', 'registries', 'manifest', 'plan'].some((name) =>
    inputs.given(name as InputName),
  );
  if (command === 'logout' || hasRegion || env.AWS_REGION || env.AWS_DEFAULT_REGION) return false;
  // Its journal tells where a run wrote.
  if (command === 'rollback' && operands.length > 0) return false;
  // The release manifest that promote finds by itself tells the region, too.
  return !(command === 'promote' && operands.length === 0 && !inputs.given('versions'));
}

function missingInputs(command: VerbName, inputs: Inputs, operands: readonly string[]): string[] {
  const names: InputName[] = [];
  const hasAddress = inputs.given('registry-url') || inputs.given('registries');
  if (command === 'rollback' && (operands.length > 0 || inputs.given('destination-repository'))) {
    if (operands.length === 0 && !inputs.given('destination-domain')) names.push('domain');
  } else if (repositoryVerbs.includes(command) && !hasAddress) names.push('domain', 'repository');
  if (command === 'token') names.push('domain');
  const finishes = command === 'publish' && inputs.flag('finish');
  if (command === 'publish' && operands.length === 0) names.push(finishes ? 'versions' : 'packages');
  if (command === 'promote' && !inputs.given('plan')) names.push('destination-repository');
  const missing = names.filter((name) => !inputs.given(name)).map((name) => `\`${name}\` (or ${variableOf(name)})`);
  if (command === 'retire' && operands.length === 0 && !inputs.given('versions') && !inputs.given('retention')) {
    missing.push('`versions` or `retention`');
  }
  return missing;
}

/**
 * Rejects with CA-INPUT-005 when the folder that was named as `working-directory` is none: nothing would be found there,
 * and what is configured would be for nobody.
 */
export async function requireWorkingDirectory(
  given: string | undefined,
  { files, workingDirectory }: Pick<Host, 'files' | 'workingDirectory'>,
): Promise<void> {
  if (given === undefined) return;
  const path = await files.realPath(workingDirectory);
  if (path === undefined || (await files.stat(path))?.kind !== 'directory')
    throw new RegistryError('CA-INPUT-005', `\`working-directory\` is no folder: ${shownBriefly(given, 200)}`, {
      remedy: 'Check the path, and that the checkout comes before this step.',
    });
}
