// What a checkout, perhaps a stranger's, says to a client, and where it says it.
import { RegistryError } from '../../core/errors/registry-error.ts';
import type { ProxySetting, ToolMachine, ToolRemark } from '../../core/ports/package-format.ts';
import { folderOf, foldersUp, joinPath, liesIn } from './machine-paths.ts';

/**
 * Whether a file comes with the checkout that is worked in: it lies there, or beside the project or above it where nothing
 * says how far the checkout goes.
 */
export function isOfCheckout(machine: ToolMachine, path: string): boolean {
  if (isInCheckout(machine, path)) return true;
  if (checkoutOf(machine) !== undefined) return false;
  const above = foldersUp(machine);
  const isOne = (folder: string) =>
    folder !== machine.home && folderOf(machine, folder) !== folder && above.includes(folder);
  const folder = folderOf(machine, path);
  if (folder === machine.home) return false;
  // A folder of a client beside the project, as `.cargo`.
  return isOne(folder) || (/[\\/]\.[^\\/]+$/.test(folder) && isOne(folderOf(machine, folder)));
}

const checkoutOf = (machine: ToolMachine) =>
  foldersUp(machine).find((folder) => machine.exists(joinPath(machine, folder, '.git'))) ?? workspaceOf(machine);

/** Where a build has its source without a repository: an archive of it has none. */
function workspaceOf(machine: ToolMachine): string | undefined {
  const named = ['GITHUB_WORKSPACE', 'CODEBUILD_SRC_DIR'].flatMap((name) => machine.env[name] || []);
  return named.find((folder) => liesIn(machine, machine.workingDirectory, folder));
}

/** Whether a path leads into the checkout by whatever links, or below the working directory where there is none. */
export function isInCheckout(machine: ToolMachine, path: string): boolean {
  const top = checkoutOf(machine) ?? machine.workingDirectory;
  // To each program that opens it, another place.
  if (/^\/proc\//.test(path)) return true;
  const real = (one: string) => machine.realPathOf?.(one) ?? one;
  if (!liesIn(machine, path, top) && !liesIn(machine, real(path), real(top))) return false;
  return !liesIn(machine, path, machine.home) || !liesIn(machine, machine.home, top) || isHomeOfCheckout(machine);
}

/** Builds set HOME to the workspace, which holds what the checkout has; the home that an account has is its user's. */
const isHomeOfCheckout = ({ home, accountHome }: ToolMachine) => home !== accountHome;

/** The number of the line on which a setting stands, the last one where there are several. */
export function settingLine(text: string | undefined, setting: string): number | undefined {
  const name = setting.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = new RegExp(
    `^\\s*(?:export\\s+)?["']?${name}["']?(?:\\[\\])?(?:\\s*[:=]|\\s+\\S)|<${name}[\\s>]`,
    'i',
  );
  const lines = (text ?? '').split(/\r\n|[\r\n]/);
  const at = lines.findLastIndex((line) => pattern.test(line));
  return at < 0 ? undefined : at + 1;
}

/** A setting with its place, for people. */
export function settingAt(machine: ToolMachine, source: string, path: string | undefined, setting: string): string {
  const line = path === undefined ? undefined : settingLine(machine.read(path), setting.replace(/=.*$/s, ''));
  return `\`${setting}\` in ${source}${line === undefined ? '' : `, line ${line}`}`;
}

/** A setting by which a client chooses whose certificates it believes. */
export interface TrustSetting {
  readonly setting: string;
  /** For people. */
  readonly source: string;
  /** Of the file, absolute; undefined for what the user says in variables. */
  readonly path?: string | undefined;
  readonly variable?: string | undefined;
  /** As written. */
  readonly value: unknown;
  /** A switch that is on where certificates are verified, those who are believed, or hosts that anybody may answer for. */
  readonly kind: 'switch' | 'authority' | 'hosts';
}

/** Where a proxy stands, and what else the client reads. */
export interface ProxyGround {
  /** Of the file with the proxy; undefined for variables. */
  readonly path: string | undefined;
  /** The name of the setting in that file, where it is another one than people are told. */
  readonly name?: string | undefined;
  readonly trust: () => readonly TrustSetting[];
  /** Proxies that files and variables name for the client. */
  readonly named: () => readonly { readonly path?: string | undefined; readonly address: string }[];
}

/**
 * A proxy with what is to be known of it where a checkout names it: whether the client believes its certificates because
 * of the checkout, or whoever shows them, and whether the user names it as well. One rule for all clients.
 */
export function judgedProxy(machine: ToolMachine, way: ProxySetting, ground: ProxyGround): ProxySetting {
  const { path, name, trust, named } = ground;
  if (path === undefined || !isOfCheckout(machine, path)) return way;
  const deciding = trust().find((one) => overridesTrust(machine, one));
  return {
    ...way,
    isOfProject: true,
    line: settingLine(machine.read(path), name ?? way.setting),
    unverified: deciding === undefined ? unverifiedByVariable(machine) : overrideAt(machine, deciding),
    ownAddresses: named().flatMap((one) =>
      one.path !== undefined && isOfCheckout(machine, one.path) ? [] : [one.address],
    ),
  };
}

const ON = /^\s*(?:true|1|yes|on)?\s*$/i;
const OFF = /^\s*(?:false|0|no|off|null)\s*$/i;
const NONE = /^\s*(?:null|undefined)?\s*$/i;

/** Of a checkout, everything counts that is not plainly harmless: what a placeholder comes to later, nobody can tell. */
function overridesTrust(machine: ToolMachine, { kind, value, path }: TrustSetting): boolean {
  const isOfProject = path !== undefined && isOfCheckout(machine, path);
  const texts = [value].flat(3).map(String);
  if (kind === 'authority') return isOfProject && texts.some((text) => !NONE.test(text));
  if (kind === 'hosts') return texts.some((text) => text.trim() !== '');
  return texts.some((text) => (isOfProject ? !ON.test(text) : OFF.test(text)));
}

const overrideAt = (machine: ToolMachine, { setting, source, path, variable, value }: TrustSetting) =>
  variable === undefined ? settingAt(machine, source, path, setting) : `${variable} is ${String(value)}`;

/** The variable by which Node.js and Bun believe every certificate. */
function unverifiedByVariable({ env }: Pick<ToolMachine, 'env'>): string | undefined {
  return env.NODE_TLS_REJECT_UNAUTHORIZED === '0' ? 'NODE_TLS_REJECT_UNAUTHORIZED is 0' : undefined;
}

/** A place that a tool has for the token, because somebody's file says so. */
export interface ChosenPlace {
  readonly client: string;
  readonly path: string;
  /** The file that says so. */
  readonly chooser: string;
  /** As people call it, with the setting: `-Duser.home` in .mvn/jvm.config. */
  readonly by: string;
  readonly fix: string;
}

/** A place in the checkout, which is published or uploaded as a whole, that the checkout has chosen for the token. */
export function untrustedPlace(
  machine: ToolMachine,
  { client, path, chooser, by, fix }: ChosenPlace,
): ToolRemark | undefined {
  if (!isOfCheckout(machine, chooser) || !isInCheckout(machine, path)) return undefined;
  return {
    name: 'token-in-checkout',
    found: `${by} has ${client} take ${path} for the user's file, in which the token would stand: it lies in the checkout`,
    fix,
  };
}

/** Throws CA-INPUT-001 for what a checkout may not have a login do. */
export function refuseRemark(tool: string, remark: ToolRemark | undefined): void {
  if (remark === undefined) return;
  throw new RegistryError('CA-INPUT-001', `${tool}: ${remark.found}`, { remedy: remark.fix });
}
