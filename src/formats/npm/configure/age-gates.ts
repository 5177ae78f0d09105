// How long clients of this family wait before they install a version that is new: what is just published may be withdrawn
// again as malicious. One's own packages are new when they are needed.
import type { ToolMachine, ToolRemark } from '../../../core/ports/package-format.ts';
import { ageGateRemark } from '../../shared/inspection.ts';
import { foldersUp, inHome, joinPath, variable } from '../../shared/machine-paths.ts';
import { type NpmSource, yarnrcName } from './npmrc-sources.ts';
import { yarnRelease } from './yarn-generation.ts';

/**
 * Whether Yarn knows `npmMinimalAgeGate` in an entry of `npmScopes`, which it then gates at one day by itself, whatever
 * stands above (yarnpkg/berry#7192). Earlier ones refuse a file that has it there. Undefined where nobody can tell.
 */
export function gatesScopes(machine: ToolMachine): boolean | undefined {
  const release = yarnRelease(machine);
  const [major = 0, minor] = (release ?? '').split('.').map(Number);
  if (release === undefined || (major === 4 && minor === undefined)) return undefined;
  return major > 4 || (major === 4 && (minor ?? 0) >= 17);
}

/** What people set for all packages, as written. */
export function yarnGate(machine: ToolMachine, rcName: string): string | undefined {
  const given = variable(machine, 'YARN_NPM_MINIMAL_AGE_GATE');
  if (given !== undefined) return given;
  const name = yarnrcName(machine);
  const paths = [...foldersUp(machine).map((folder) => joinPath(machine, folder, name)), inHome(machine, rcName)];
  for (const path of paths) {
    const set = /^npmMinimalAgeGate[ \t]*:[ \t]*["']?([^"'\s#]+)/m.exec(machine.read(path) ?? '')?.[1];
    if (set !== undefined) return set;
  }
  return undefined;
}

/** Values that let every version through, however they are written. */
export const isNoGate = (value: unknown) => /^(?:0+(?:\.0+)?[a-z]*|null|false|)$/i.test(String(value ?? '').trim());

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
