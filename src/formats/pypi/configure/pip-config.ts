// What pip's files have to say for it to ask the repository, and nobody else: the setting is changed where it stands, in
// each section and file that would outrank it. What stands in files that are not the user's is made ineffective in the
// user's own, since a later file replaces what an earlier one says.
import { isWithin } from '../../../core/model/endpoint.ts';
import { passwordIn, Secret } from '../../../core/model/secret.ts';
import type { ConfigurationFile, ConfigureRequest, ToolConfiguration } from '../../../core/ports/package-format.ts';
import { type LeftOver, leftOverVariables } from '../../shared/left-over-variables.ts';
import { absolute, variable } from '../../shared/machine-paths.ts';
import { type ConfigEdit, editConfig, readConfig } from '../../shared/text/configparser-edit.ts';
import {
  isIndexUrl,
  isOn,
  isWithoutFiles,
  type PipValue,
  pipName,
  pipUserFile,
  pipVariables,
  type ReadPipFile,
  readPipFiles,
  valuesInForce,
  wordsOf,
} from './pip-model.ts';
import { indexWithToken, isSimple, simpleIndex } from './python-index.ts';
import { requirementsOptions } from './requirements.ts';

/** What this login is to pip. */
interface PipPlan {
  /** `further`: beside what is there, by the mode `extra` or because another repository of ours is the index. */
  readonly place: 'index' | 'further';
  /** Whether indexes that are not ours have to give way. */
  readonly isAlone: boolean;
  /** As it is written: with the credentials, where `.netrc` cannot hold them. */
  readonly url: string;
  /** Whether an address needs no change: it is ours, and says nothing of credentials that we would not say. */
  readonly isRight: (address: string) => boolean;
  /** Whether an address is this repository, or one of an earlier login of this job. */
  readonly isOurs: (address: string) => boolean;
  readonly isThis: (address: string) => boolean;
}

export function pipConfiguration(request: ConfigureRequest): ToolConfiguration {
  const { machine, sharesHost } = request;
  const files = readPipFiles(machine);
  const plan = planOf(request, files);
  const target = targetOf(request);
  const inForce = valuesInForce(files);
  const notes: string[] = [];
  if (request.options['pip-index-mode'] === 'extra')
    notes.push(
      'pip asks the public index as well as this repository and takes the higher version of either (dependency confusion)',
    );
  else if (plan.place === 'further')
    notes.push(`${request.repository} was added as a further index: pip takes the higher version of either repository`);
  const gone = plan.isAlone ? foreignIndexes(inForce, plan) : [];
  if (gone.length > 0)
    notes.push(
      `pip does not ask ${[...new Set(gone)].join(', ')} until the logout; with \`pip-index-mode: extra\` it does`,
    );
  const variables = leftOverVariables(machine, 'pip', leftOvers(request, plan));
  if (isWithoutFiles(machine)) {
    const name = plan.place === 'index' ? 'PIP_INDEX_URL' : 'PIP_EXTRA_INDEX_URL';
    notes.push('PIP_CONFIG_FILE switches pip’s files off, so the address is exported as a variable');
    const value = sharesHost ? new Secret(plan.url) : plan.url;
    return { files: [], variables: { ...variables.variables, [name]: value }, notes: [...notes, ...variables.notes] };
  }
  const edited = [
    target,
    ...files.filter(({ path, config }) => path !== target && config !== undefined).map(({ path }) => path),
  ];
  const lower = files.filter(({ rank }) => rank === 'system');
  const own = new Set(files.filter(({ rank }) => rank !== 'system').map(({ path }) => path)).add(target);
  return {
    files: edited
      .filter((path) => own.has(path))
      .filter((path) => path === target || isTouched(machine.read(path) ?? '', plan))
      .map(
        (path): ConfigurationFile => ({
          path,
          holdsSecret: sharesHost,
          syntax: 'sections',
          language: 'configparser',
          edit: (current) => editedPip(current ?? '', plan, path === target ? valuesInForce(lower) : undefined),
        }),
      ),
    variables: variables.variables,
    notes: [...notes, ...variables.notes],
    warnings: plan.isAlone ? lastingIndexes(request, plan) : [],
  };
}

/** The file that takes what is nowhere yet. */
function targetOf({ machine }: ConfigureRequest): string {
  const named = variable(machine, 'PIP_CONFIG_FILE');
  const path = named === undefined ? undefined : absolute(machine, named);
  return path !== undefined && machine.exists(path) ? path : pipUserFile(machine);
}

function planOf(request: ConfigureRequest, files: readonly ReadPipFile[]): PipPlan {
  const { endpoint, earlierEndpoints, sharesHost } = request;
  const isEarlier = (address: string) => earlierEndpoints.some((one) => isWithin(address, one));
  const isThis = (address: string) => isWithin(address, endpoint);
  const isExtra = request.options['pip-index-mode'] === 'extra';
  const current = valuesInForce(files).filter(({ section, name }) => section === 'global' && isIndexUrl(name));
  const isSecond = isEarlier(current.at(-1)?.value ?? '');
  return {
    place: isExtra || isSecond ? 'further' : 'index',
    isAlone: !isExtra,
    url: sharesHost ? indexWithToken(request) : simpleIndex(endpoint),
    isRight: (address) =>
      isThis(address) && passwordIn(address) === (sharesHost ? request.token.reveal() : undefined) && isSimple(address),
    isOurs: (address) => isThis(address) || isEarlier(address),
    isThis,
  };
}

function foreignIndexes(values: readonly PipValue[], { isOurs }: PipPlan): string[] {
  return values
    .filter(({ name }) => isIndexUrl(name) || name === 'extra-index-url')
    .flatMap(({ value }) => wordsOf(value))
    .filter((address) => !isOurs(address))
    .map(hostOf);
}

/** For people: the host says enough, and an address may hold credentials. */
const hostOf = (address: string) => (URL.canParse(address) ? new URL(address).host : 'another index');

/** Whether a file says anything that must not stay. */
function isTouched(text: string, plan: PipPlan): boolean {
  try {
    return editsOf(readConfig(text, pipName), plan).length > 0;
  } catch {
    return false;
  }
}

/** `lower`: what files say that are not ours to write, where this is the file that has to answer them. */
function editedPip(text: string, plan: PipPlan, lower: readonly PipValue[] | undefined): string {
  const config = readConfig(text, pipName);
  const edits = editsOf(config, plan);
  if (lower !== undefined) {
    const key = plan.place === 'index' ? 'index-url' : 'extra-index-url';
    const global = config.own.get('global');
    const has = [...(global?.keys() ?? [])].some((name) => (key === 'index-url' ? isIndexUrl(name) : name === key));
    if (!has) edits.push({ section: 'global', key, value: plan.url });
    edits.push(...answersTo(lower, config, edits, plan));
  }
  return editConfig(text, edits, pipName);
}

/** What has to change in a file of what it says itself. */
function editsOf({ own }: ReturnType<typeof readConfig>, plan: PipPlan): ConfigEdit[] {
  const edits: ConfigEdit[] = [];
  for (const [section, values] of own)
    for (const [name, value] of values) {
      const wanted = wantedValue(name, value, section, plan);
      if (wanted !== undefined) edits.push({ section, key: name, value: wanted });
    }
  return edits;
}

/** What a setting has to be; undefined where it may stay. */
function wantedValue(name: string, value: string, section: string, plan: PipPlan): string[] | undefined {
  if (isIndexUrl(name)) {
    if (plan.place === 'index') return value !== '' && !plan.isRight(value) ? [plan.url] : undefined;
    // A section that has an index of its own would hide the one of the earlier login.
    return undefined;
  }
  if (name === 'no-index') return plan.isAlone && isOn(value) ? ['false'] : undefined;
  if (name !== 'extra-index-url') return undefined;
  const words = wordsOf(value);
  if (plan.place === 'index') return words.every(plan.isOurs) ? undefined : words.filter(plan.isOurs);
  if (words.length === 0 && section !== 'global') return undefined;
  if (words.some(plan.isRight) && (!plan.isAlone || words.every(plan.isOurs))) return undefined;
  return [...words.filter((one) => !plan.isThis(one) && (!plan.isAlone || plan.isOurs(one))), plan.url];
}

/** Settings that make those of lower files ineffective which this file does not name itself. */
function answersTo(
  lower: readonly PipValue[],
  config: ReturnType<typeof readConfig>,
  edits: readonly ConfigEdit[],
  plan: PipPlan,
): ConfigEdit[] {
  return lower.flatMap(({ section, name, value }) => {
    const isNamed =
      config.own.get(section)?.has(name) || edits.some((one) => one.section === section && pipName(one.key) === name);
    const wanted = isNamed || value === '' ? undefined : wantedValue(name, value, section, plan);
    return wanted === undefined ? [] : [{ section, key: name, value: wanted }];
  });
}

/** Variables that outrank the files, in whatever spelling. */
function leftOvers({ machine, earlierEndpoints, sharesHost }: ConfigureRequest, plan: PipPlan): LeftOver[] {
  if (!plan.isAlone) return [];
  const url = sharesHost ? new Secret(plan.url) : plan.url;
  const isFirst = plan.place === 'index' && earlierEndpoints.length === 0;
  return pipVariables(machine).flatMap(({ variable: name, name: option, value }): LeftOver[] => {
    if (isIndexUrl(option)) return isFirst && !plan.isRight(value) ? [{ name, wanted: url }] : [];
    if (option === 'no-index') return isOn(value) ? [{ name, wanted: '' }] : [];
    if (option !== 'extra-index-url' || wordsOf(value).every(plan.isRight)) return [];
    return [{ name, wanted: plan.place === 'further' ? url : '' }];
  });
}

/** Further indexes that no file of the user's can take away. */
function lastingIndexes({ machine }: ConfigureRequest, { isOurs }: PipPlan): string[] {
  const variables = machine.exportsVariables
    ? []
    : pipVariables(machine)
        .filter(({ name }) => name === 'extra-index-url')
        .flatMap(({ variable: source, value }) => wordsOf(value).map((address) => ({ source, address })));
  const lines = requirementsOptions(machine)
    .filter(({ name }) => name === 'extra-index-url')
    .map(({ source, value }) => ({ source, address: value }));
  return [...variables, ...lines]
    .filter(({ address }) => !isOurs(address))
    .map(
      ({ source, address }) =>
        `pip: ${source} names a further index, ${hostOf(address)}: pip asks it for every name, too, and takes the higher version of either (dependency confusion). Take it out of ${source}.`,
    );
}
