// What options for Java say, and where Java takes the user's folder from: the password database, whatever HOME says.
import type { ToolConfiguration, ToolMachine, ToolRemark } from '../../../core/ports/package-format.ts';
import { untrustedPlace } from '../../shared/checkout-settings.ts';
import { absolute, inHome, joinPath, liesIn, variable } from '../../shared/machine-paths.ts';

/** The words of a text of options. */
export const optionWords = (text: string | undefined) => (text ?? '').split(/\s+/).filter((word) => word !== '');

/** The value that options for Java give a system property; the last one counts. */
export function systemProperty(texts: readonly (string | undefined)[], name: string): string | undefined {
  const start = `-D${name}=`;
  return texts
    .flatMap(optionWords)
    .filter((word) => word.startsWith(start))
    .at(-1)
    ?.slice(start.length);
}

/** Properties by which Java, or what downloads for Maven, believes others than it would by itself. */
export const TRUSTING_PROPERTY =
  /javax\.net\.ssl\.trustStore(?!Type|Password|Provider)|\.securityMode\b|\.http\.ssl\./i;

/** The same among arguments; what a file of arguments, or a program inside Java, comes to is not looked into. */
export const TRUSTING_OPTION = new RegExp(
  `${TRUSTING_PROPERTY.source}|(?:^|\\s)(?:@|-javaagent:|-agent(?:lib|path):)`,
  'i',
);

/** What Java asks without a proxy, beside whatever a list of hosts says; not so where that is empty. */
export const SPARED_BY_JAVA = 'localhost|127.*|[::1]|0.0.0.0|[::0]';

/** Java's way to name hosts: `localhost|*.example.com`. */
export function sparesHost(list: string, host: string): boolean {
  return list
    .split(/[|,]/)
    .map((one) => one.trim().toLowerCase())
    .some((one) => {
      const [first = '', ...rest] = one.split('*');
      if (rest.length === 0) return one === host;
      const last = rest.at(-1) ?? '';
      return one !== '' && host.length >= first.length + last.length && host.startsWith(first) && host.endsWith(last);
    });
}

/** Options of a launcher, with what every Java reads before and after them. */
export function javaOptions(machine: ToolMachine, texts: readonly (string | undefined)[]): (string | undefined)[] {
  const of = (name: string) => variable(machine, name);
  return [of('JAVA_TOOL_OPTIONS'), of('JDK_JAVA_OPTIONS'), ...texts, of('_JAVA_OPTIONS')];
}

/** Java's `user.home`: what an option says, else the password database. Undefined when nobody knows. */
export function userHome(machine: ToolMachine, options: readonly (string | undefined)[]): string | undefined {
  const named = systemProperty(options, 'user.home');
  return named ? absolute(machine, named) : machine.accountHome;
}

const isSameFolder = (a: string | undefined, b: string) =>
  a?.replace(/(?<![/\\])[/\\]+$/, '') === b.replace(/(?<![/\\])[/\\]+$/, '');

export interface JavaHome {
  /** The folder that the tool takes for the user's; undefined when nobody knows. */
  readonly folder: string | undefined;
  /** Whether an option says so, and not the password database. */
  readonly isChosen: boolean;
  /** Whether it is another one than HOME without anybody having chosen so. */
  readonly isStray: boolean;
}

/** `options`: of the launcher, in the order in which Java takes them. */
export function javaHome(machine: ToolMachine, options: readonly (string | undefined)[]): JavaHome {
  const all = javaOptions(machine, options);
  const folder = userHome(machine, all);
  const isChosen = systemProperty(all, 'user.home') !== undefined;
  return { folder, isChosen, isStray: !isChosen && !isSameFolder(folder, machine.home) };
}

/** A file of options as its launcher hands it on, which takes quotation marks away. */
export const launchedText = (machine: ToolMachine, path: string) =>
  machine.read(path)?.replace(machine.platform === 'win32' ? /["']/g : /["'\\]/g, '');

interface PlaceByOptions {
  readonly client: string;
  /** Where the token would stand. */
  readonly path: string;
  /** Options of the user's own, who may name the same folder. */
  readonly own: readonly (string | undefined)[];
  /** Files of options that come with a project. */
  readonly files: readonly string[];
}

/** A place in the checkout for the token, since the checkout's own options name the folder of the user there. */
export function untrustedJavaHome(
  machine: ToolMachine,
  { client, path, own, files }: PlaceByOptions,
): ToolRemark | undefined {
  const isAt = (text: string | undefined) => {
    const named = systemProperty([text], 'user.home');
    return named !== undefined && liesIn(machine, path, absolute(machine, named));
  };
  const source = files.find((file) => isAt(launchedText(machine, file)?.replace(/^[ \t]*-J/gm, '')));
  if (source === undefined || own.some(isAt)) return undefined;
  return untrustedPlace(machine, {
    client,
    path,
    chooser: source,
    by: `\`-Duser.home\` in ${source}`,
    fix: `Take \`-Duser.home\` out of ${source}.`,
  });
}

/** A file of the user, in the folder that a tool on Java was told to use, else in HOME. */
export function inJavaHome(machine: ToolMachine, home: JavaHome, ...parts: string[]): string {
  return home.isChosen && home.folder !== undefined
    ? joinPath(machine, home.folder, ...parts)
    : inHome(machine, ...parts);
}

/** What makes a tool on Java look where the login wrote. */
export interface HomeVariable {
  readonly name: string;
  readonly value: string;
}

export const userHomeVariable = (machine: ToolMachine, name: string): HomeVariable => ({
  name,
  value: [variable(machine, name), `-Duser.home=${machine.home}`].filter(Boolean).join(' '),
});

/** Exported where variables reach later steps; elsewhere the model says what to export, see `strayHomeRemark`. */
export function homeVariables(
  machine: ToolMachine,
  home: JavaHome,
  { name, value }: HomeVariable,
): Pick<ToolConfiguration, 'variables'> {
  return { variables: home.isStray && machine.exportsVariables ? { [name]: value } : {} };
}

/** That a tool reads another folder than HOME, and the line that changes it. */
export function strayHomeRemark(
  machine: ToolMachine,
  tool: string,
  { folder }: JavaHome,
  { name, value }: HomeVariable,
): ToolRemark {
  const where =
    folder === undefined
      ? `${tool} finds no folder of the user, who has no entry in the password database`
      : `${tool} reads the files in ${folder}, which the password database names`;
  return {
    name: 'user-home',
    found: `${where}; HOME is ${machine.home}`,
    fix: `export ${name}='${value.replaceAll("'", `'\\''`)}'`,
  };
}
