// Variables and the home in a path that arrives in a variable, where no shell has seen it: as Python does for the AWS CLI
// (`os.path.expandvars`, then `os.path.expanduser`).

/** Where the path is. */
export interface PathPlace {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly platform: string;
}

/** A path with what its variables hold. One that is not set stays as it is written, and so does the home of somebody else (`~NAME`). */
export function expandedPath(path: string, place: PathPlace): string {
  const isWindows = place.platform === 'win32';
  const whole = isWindows ? onWindows(path, place) : onPosix(path, place);
  const rest = (isWindows ? /^~(?=[\\/]|$)(.*)$/s : /^~(?=\/|$)(.*)$/s).exec(whole)?.[1];
  return rest === undefined
    ? whole
    : `${place.home.replace(isWindows ? /(?<![\\/])[\\/]+$/ : /(?<!\/)\/+$/, '')}${rest}`;
}

/** `$NAME`, `${NAME}`. */
const onPosix = (path: string, { env }: PathPlace) =>
  path.replace(
    /\$(?:(\w+)|\{([^}]{0,1024})\})/g,
    (written, bare?: string, braced?: string) => valueOfVariable(bare ?? braced ?? '', env) ?? written,
  );

/** The same and `%NAME%`; names may have `-`, `$$` and `%%` stand for one, and nothing changes between single quotes. */
function onWindows(path: string, { env }: PathPlace): string {
  return path.replace(
    /'[^']*'?|\$\$|%([^%]*)%|\$\{([^}]{0,1024})\}|\$([\w-]+)/g,
    (written, percent?: string, braced?: string, bare?: string) => {
      if (written === '$$' || written === '%%') return written.slice(1);
      const name = percent ?? braced ?? bare;
      return (name === undefined ? undefined : ofAnySpelling(name, env)) ?? written;
    },
  );
}

const valueOfVariable = (name: string, env: PathPlace['env']) => (Object.hasOwn(env, name) ? env[name] : undefined);

/** Windows knows no capitals in names of variables. */
function ofAnySpelling(name: string, env: PathPlace['env']): string | undefined {
  const known = Object.keys(env).find((each) => each.toLowerCase() === name.toLowerCase());
  return valueOfVariable(name, env) ?? (known === undefined ? undefined : env[known]);
}
