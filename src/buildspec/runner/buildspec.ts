// The part of a buildspec that the runner acts on, checked and typed.
import { RegistryError } from '../../core/errors/registry-error.ts';
import { YamlRefusal } from '../../core/text/yaml-document.ts';
import { PHASES, type Phase, parseSpec } from '../edit/spec-text.ts';

export type OnFailure =
  | { readonly kind: 'default' | 'abort' | 'continue' }
  /** The build would be started over when `pattern` matches the failure, up to `count` times. */
  | { readonly kind: 'retry'; readonly count: number; readonly pattern: string };

export interface PhaseSpec {
  readonly commands: readonly string[];
  readonly finally: readonly string[];
  readonly onFailure: OnFailure;
}

export interface BatchEntry {
  readonly identifier: string;
  readonly buildspec?: string | undefined;
  readonly dependOn: readonly string[];
  readonly ignoreFailure: boolean;
  readonly variables: Readonly<Record<string, string>>;
}

export interface Buildspec {
  readonly shell: 'sh' | 'bash';
  readonly variables: Readonly<Record<string, string>>;
  readonly parameterStore: Readonly<Record<string, string>>;
  readonly secretsManager: Readonly<Record<string, string>>;
  readonly exportedVariables: readonly string[];
  readonly phases: Readonly<Partial<Record<Phase, PhaseSpec>>>;
  readonly artifacts: readonly string[];
  readonly artifactsBase: string;
  readonly batch: readonly BatchEntry[];
  readonly fastFail: boolean;
  /** Keys that are read and not acted on. */
  readonly ignored: readonly string[];
}

type Map = Readonly<Record<string, unknown>>;

/** Throws CA-SPEC-001 for what CodeBuild would refuse in DOWNLOAD_SOURCE. */
export function readBuildspec(text: string): Buildspec {
  const root = map(specValue(text), 'the buildspec');
  if (String(root.version) !== '0.2')
    throw new RegistryError('CA-SPEC-001', 'YAML_FILE_ERROR: `version` has to be 0.2');
  const env = map(root.env, 'env');
  const shell = env.shell ?? 'sh';
  if (shell !== 'sh' && shell !== '/bin/sh' && shell !== 'bash')
    throw new RegistryError('CA-SPEC-001', `the shell ${String(shell)} is not emulated`);
  const phases = map(root.phases, 'phases');
  for (const name of Object.keys(phases))
    if (!(PHASES as readonly string[]).includes(name))
      throw new RegistryError('CA-SPEC-001', `YAML_FILE_ERROR: unknown phase ${name}`);
  const artifacts = map(root.artifacts, 'artifacts');
  const batch = map(root.batch, 'batch');
  return {
    shell: shell === 'bash' ? 'bash' : 'sh',
    variables: texts(env.variables, 'env.variables'),
    parameterStore: texts(env['parameter-store'], 'env.parameter-store'),
    secretsManager: texts(env['secrets-manager'], 'env.secrets-manager'),
    exportedVariables: list(env['exported-variables'], 'env.exported-variables'),
    phases: Object.fromEntries(PHASES.flatMap((name) => (name in phases ? [[name, phase(phases[name], name)]] : []))),
    artifacts: list(artifacts.files, 'artifacts.files'),
    artifactsBase: String(artifacts['base-directory'] ?? '.'),
    batch: batchEntries(batch),
    fastFail: batch['fast-fail'] === true,
    ignored: ignoredKeys(root, phases),
  };
}

function specValue(text: string): unknown {
  try {
    return parseSpec(text).value();
  } catch (cause) {
    if (cause instanceof YamlRefusal)
      throw new RegistryError('CA-SPEC-001', cause.line > 0 ? `YAML_FILE_ERROR: ${cause.message}` : cause.reason);
    throw cause;
  }
}

function map(value: unknown, name: string): Map {
  if (value === null || value === undefined) return {};
  if (typeof value !== 'object' || Array.isArray(value))
    throw new RegistryError('CA-SPEC-001', `YAML_FILE_ERROR: ${name} is not a map`);
  return value as Map;
}

function texts(value: unknown, name: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(map(value, name)).map(([key, item]) => [key, item === null ? '' : String(item)]),
  );
}

function list(value: unknown, name: string): string[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) throw new RegistryError('CA-SPEC-001', `YAML_FILE_ERROR: ${name} is not a list`);
  return value.map((item, index) => {
    if (typeof item === 'string') return item;
    const kind = item !== null && typeof item === 'object' ? 'found subkeys instead' : `found ${String(item)} instead`;
    throw new RegistryError('CA-SPEC-001', `YAML_FILE_ERROR: Expected ${name}[${index}] to be of string type: ${kind}`);
  });
}

function phase(value: unknown, name: string): PhaseSpec {
  const keys = map(value, name);
  return {
    commands: list(keys.commands, `${name}.commands`),
    finally: list(keys.finally, `${name}.finally`),
    onFailure: onFailure(keys['on-failure'], name),
  };
}

/** ABORT, CONTINUE, RETRY, RETRY-<count>, RETRY-<regex>, RETRY-<count>-<regex>; count 0 to 100, default 3. */
export function onFailure(value: unknown, name: string): OnFailure {
  if (value === null || value === undefined) return { kind: 'default' };
  const text = String(value);
  if (text === 'ABORT') return { kind: 'abort' };
  if (text === 'CONTINUE') return { kind: 'continue' };
  const match = /^RETRY(?:-([0-9]{1,3})(?=-|$))?(?:-(.+))?$/s.exec(text);
  const count = Number(match?.[1] ?? 3);
  if (!match || count > 100 || !isPattern(match[2] ?? '.*'))
    throw new RegistryError(
      'CA-SPEC-001',
      `YAML_FILE_ERROR: ${name}: on-failure ${text} is none of ABORT, CONTINUE, RETRY[-count][-regex]`,
    );
  return { kind: 'retry', count, pattern: match[2] ?? '.*' };
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}

function batchEntries(batch: Map): BatchEntry[] {
  const graph = batch['build-graph'] ?? batch['build-list'];
  if (graph === null || graph === undefined) return [];
  if (!Array.isArray(graph)) throw new RegistryError('CA-SPEC-001', 'YAML_FILE_ERROR: the batch is not a list');
  return graph.map((item, index) => {
    const entry = map(item, 'batch entry');
    return {
      identifier: String(entry.identifier ?? `build${index}`),
      buildspec: entry.buildspec === undefined ? undefined : String(entry.buildspec),
      dependOn: list(entry['depend-on'], 'depend-on'),
      ignoreFailure: entry['ignore-failure'] === true,
      variables: texts(map(entry.env, 'env').variables, 'env.variables'),
    };
  });
}

function ignoredKeys(root: Map, phases: Map): string[] {
  const found = ['run-as', 'proxy', 'reports', 'cache'].filter((key) => key in root);
  const inPhases = Object.entries(phases).flatMap(([name, value]) =>
    ['run-as', 'runtime-versions'].filter((key) => key in map(value, name)).map((key) => `${name}.${key}`),
  );
  const batch = map(root.batch, 'batch');
  const forms = ['build-matrix', 'build-fanout'].filter((key) => key in batch).map((key) => `batch.${key}`);
  return [...found, ...inPhases, ...forms];
}
