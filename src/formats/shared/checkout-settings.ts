// What a checkout, perhaps a stranger's, says to a client, and where it says it.
import { RegistryError } from '../../core/errors/registry-error.ts';
import type { ProxySetting, ToolMachine, ToolRemark } from '../../core/ports/package-format.ts';
import { absolute, folderOf, foldersUp, isAbsolute, joinPath, liesIn } from './machine-paths.ts';

/**
 * Whether what a file says comes with the checkout that is worked in: the file lies there, or beside the project or above it
 * where nothing says how far the checkout goes. Not so of files that the user's own variables name, and of those that a
 * client finds in the user's home, wherever links lead from there.
 */
export function isOfCheckout(machine: ToolMachine, path: string): boolean {
  if (isNamedByUser(machine, path)) return false;
  const top = checkoutOf(machine);
  const place = placeOf(machine, path);
  if (top !== undefined) return holds(machine, top, path, place) && !isInOwnHome(machine, top, path);
  const above = foldersUp(machine).filter(
    (folder) => folderOf(machine, folder) !== folder && !isAroundHome(machine, folder),
  );
  const [work] = above;
  if (work === machine.workingDirectory && holds(machine, work, path, place)) return true;
  const folder = folderOf(machine, path);
  // A folder of a client beside the project, as `.cargo`.
  return above.includes(folder) || (/[\\/]\.[^\\/]+$/.test(folder) && above.includes(folderOf(machine, folder)));
}

/** Whether a path leads into the checkout by whatever links, or below the working directory where there is none. */
export function isInCheckout(machine: ToolMachine, path: string): boolean {
  // To each program that opens it, another place.
  if (/^\/proc\//.test(path)) return true;
  const known = checkoutOf(machine);
  if (known === undefined && isAroundHome(machine, machine.workingDirectory)) return false;
  const top = known ?? machine.workingDirectory;
  return holds(machine, top, path, realOf(machine, path)) && !isInOwnHome(machine, top, path);
}

/** The outermost repository: that of a submodule came with the one around it. One that a home is in is its user's. */
const checkoutOf = (machine: ToolMachine) =>
  foldersUp(machine)
    .filter((folder) => machine.exists(joinPath(machine, folder, '.git')) && !holdsHome(machine, folder))
    .at(-1) ?? workspaceOf(machine);

/** Where a build has its source without a repository: an archive of it has none. */
function workspaceOf(machine: ToolMachine): string | undefined {
  const named = WORKSPACES.flatMap((name) => machine.env[name] || []);
  return named.find((folder) => liesIn(machine, machine.workingDirectory, folder));
}

const WORKSPACES = ['GITHUB_WORKSPACE', 'CODEBUILD_SRC_DIR', 'CI_PROJECT_DIR', 'WORKSPACE'];

const realOf = (machine: ToolMachine, path: string) => machine.realPathOf?.(path) ?? path;

/** Where a file lies, without what it is a link to. */
const placeOf = (machine: ToolMachine, path: string) =>
  joinPath(machine, realOf(machine, folderOf(machine, path)), baseOf(machine, path));

const baseOf = (machine: ToolMachine, path: string) => path.slice(folderOf(machine, path).length).replace(/^[\\/]/, '');

const holds = (machine: ToolMachine, folder: string, path: string, place: string) =>
  liesIn(machine, path, folder) || liesIn(machine, place, realOf(machine, folder));

const isAroundHome = (machine: ToolMachine, folder: string) =>
  holds(machine, folder, machine.home, realOf(machine, machine.home));

/** Whether a repository is the user's, around the home: not where a build has set HOME to its checkout. */
function holdsHome(machine: ToolMachine, folder: string): boolean {
  const { home, accountHome, env } = machine;
  if (!isAroundHome(machine, folder)) return false;
  if (accountHome !== undefined) return realOf(machine, home) === realOf(machine, accountHome);
  return !WORKSPACES.some((name) => env[name] && liesIn(machine, home, env[name]));
}

/** Whether a file is the user's, of a home that a build has made for itself below the checkout. */
const isInOwnHome = (machine: ToolMachine, top: string, path: string) =>
  machine.home !== top &&
  realOf(machine, machine.home) !== realOf(machine, top) &&
  isAroundHome(machine, top) &&
  liesIn(machine, path, machine.home);

/** Variables that name a file, or the folder of a client's files. */
const NAMING = /(?:CONFIG|CONFIG_FILE|CONFIG_DIR|CONFIG_HOME|USER_HOME|CARGO_HOME)$/i;

/** Whether a variable of the user names a file, or the folder that it lies in; not where that is the whole checkout. */
function isNamedByUser(machine: ToolMachine, path: string): boolean {
  return Object.entries(machine.env).some(([name, value]) => {
    if (!value || !NAMING.test(name)) return false;
    const named = absolute(machine, value);
    return named === path || (liesIn(machine, path, named) && !liesIn(machine, machine.workingDirectory, named));
  });
}

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

const ON = /^(?:true|1|yes|on)?$/i;
const OFF = /^(?:false|0|no|off|null)$/i;
const NONE = /^(?:null|undefined)?$/i;

/** Of a checkout, everything counts that is not plainly harmless: what a placeholder comes to later, nobody can tell. */
function overridesTrust(machine: ToolMachine, { kind, value, path }: TrustSetting): boolean {
  const isOfProject = path !== undefined && isOfCheckout(machine, path);
  const texts = [value].flat(3).map((one) => String(one).trim());
  if (kind === 'authority') return isOfProject && texts.some((text) => !NONE.test(text) && !isOfMachine(machine, text));
  if (kind === 'hosts') return texts.some((text) => text !== '');
  return texts.some((text) => (isOfProject ? !ON.test(text) : OFF.test(text)));
}

/** Whether a file of certificates is one that the checkout cannot have brought. */
function isOfMachine(machine: ToolMachine, text: string): boolean {
  const path = text.replace(/^-D[^=]*=/, '').trim();
  return isAbsolute(machine, path) && !/[\n$%]/.test(path) && !isInCheckout(machine, path);
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
