// How long clients of this family wait before they install a version that is new: what is just published may be withdrawn
// again as malicious. One's own packages are new when they are needed.
import type { InspectRequest, RegistrySetting, ToolMachine, ToolRemark } from '../../../core/ports/package-format.ts';
import { ageGateRemark } from '../../shared/inspection.ts';
import { foldersUp, inHome, joinPath, variable } from '../../shared/machine-paths.ts';
import type { GateExceptions } from './gate-exceptions.ts';
import { type NpmSource, yarnrcName } from './npmrc-sources.ts';
import { yarnRelease } from './yarn-generation.ts';

/**
 * Whether Yarn knows `npmMinimalAgeGate` in an entry of `npmScopes`, which it then gates at one day by itself, whatever
 * stands above (yarnpkg/berry#7192). Earlier ones refuse a file that has it there. Undefined where nobody can tell.
 */
export async function gatesScopes(machine: ToolMachine): Promise<boolean | undefined> {
  const release = await yarnRelease(machine);
  const [major = 0, minor] = (release ?? '').split('.').map(Number);
  if (release === undefined || (major === 4 && minor === undefined)) return undefined;
  return major > 4 || (major === 4 && (minor ?? 0) >= 17);
}

/** What people set for all packages, as written. */
export async function yarnGate(machine: ToolMachine, rcName: string): Promise<string | undefined> {
  const setting = 'npmMinimalAgeGate';
  const given = variable(machine, 'YARN_NPM_MINIMAL_AGE_GATE');
  if (given !== undefined) return given;
  const name = yarnrcName(machine);
  const paths = [...foldersUp(machine).map((folder) => joinPath(machine, folder, name)), inHome(machine, rcName)];
  for (const path of paths) {
    const text = machine.read(path);
    if (!text?.includes(setting)) continue;
    const { YamlRefusal, yamlValue } = await import('../../../core/text/yaml-document.ts');
    try {
      const set = (yamlValue(text) as { npmMinimalAgeGate?: unknown } | null)?.npmMinimalAgeGate;
      if (typeof set === 'string' || typeof set === 'number') return String(set);
    } catch (cause) {
      if (!(cause instanceof YamlRefusal)) throw cause;
    }
  }
  return undefined;
}

/** Values that let every version through, however they are written. */
export const isNoGate = (value: unknown) => /^(?:0+(?:\.0+)?[a-z]*|null|false|)$/i.test(String(value ?? '').trim());

/** What is to be said of a gate beside the exceptions from it. */
export async function gateRemarks(
  gates: readonly ToolRemark[],
  exceptions: GateExceptions | undefined,
  request: Pick<InspectRequest, 'machine' | 'endpoint'>,
  registries: readonly RegistrySetting[],
): Promise<readonly ToolRemark[]> {
  if (gates.length === 0 || exceptions === undefined || exceptions.patterns.length === 0) return gates;
  const { gateBeside } = await import('./gate-exceptions.ts');
  return gates.flatMap((gate) => gateBeside(gate, exceptions, request, registries));
}

/** One of these settings in .npmrc files or variables: the first that says anything counts. */
export function npmrcGate(client: string, sources: readonly NpmSource[], names: readonly string[]): ToolRemark[] {
  return names.flatMap((setting) => {
    const found = sources.find(({ settings }) => settings.has(setting));
    const { value = '', variable: name } = found?.settings.get(setting) ?? {};
    if (found === undefined || isNoGate(value)) return [];
    const source = name === undefined ? found.source : `the variable ${name}`;
    return [ageGateRemark(client, { source, setting, value, variable: name })];
  });
}
