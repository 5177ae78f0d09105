// The calls that a sequence is made of: plain data, so that one that fails can be printed, made smaller and pasted.
import type { Control, Mode, Restriction, Status } from './rules/state.ts';

/** `current` sends the revision that the model expects, `stale` one that nothing has. */
export type Guard = 'current' | 'stale';

interface At {
  readonly repository: string;
  readonly package: string;
}

interface Guarded extends At {
  readonly versions: readonly string[];
  readonly expected?: Status;
  readonly guard?: Guard;
}

/** `domain` is left out for the first one. */
export type Call = { readonly domain?: string } & (
  | { readonly do: 'create-repository'; readonly repository: string; readonly upstreams?: readonly string[] }
  | { readonly do: 'delete-repository'; readonly repository: string }
  | { readonly do: 'set-upstreams'; readonly repository: string; readonly upstreams: readonly string[] }
  | { readonly do: 'connect' | 'disconnect'; readonly repository: string; readonly connection: string }
  | ({
      readonly do: 'publish';
      readonly version: string;
      readonly build: string;
      /** Which file of the version; formats with one file have no choice. */
      readonly file?: string;
      readonly tag?: string;
      readonly unfinished?: boolean;
    } & At)
  /** The checksum of a Maven file, of the bytes that `build` would be. */
  | ({ readonly do: 'checksum'; readonly version: string; readonly build: string; readonly file?: string } & At)
  | ({ readonly do: 'finish'; readonly versions: readonly string[] } & At)
  | ({ readonly do: 'read'; readonly version: string; readonly file?: string } & At)
  | {
      readonly do: 'copy';
      readonly from: string;
      readonly to: string;
      readonly package: string;
      readonly versions: readonly string[];
      readonly guard?: Guard;
      readonly overwrite?: boolean;
      readonly fromUpstream?: boolean;
    }
  | ({ readonly do: 'set-status'; readonly target: Status } & Guarded)
  | ({ readonly do: 'dispose' } & Guarded)
  | ({ readonly do: 'delete-versions' } & Omit<Guarded, 'guard'>)
  | ({ readonly do: 'delete-package' } & At)
  | ({ readonly do: 'control'; readonly publish: Control; readonly upstream: Control } & At)
  | ({ readonly do: 'tag'; readonly tag: string; readonly version: string } & At)
  | ({ readonly do: 'untag'; readonly tag: string } & At)
  /** The public source gets a version. */
  | {
      readonly do: 'release';
      readonly package: string;
      readonly version: string;
      readonly build: string;
      readonly file?: string;
      readonly tag?: string;
    }
  | { readonly do: 'create-group'; readonly pattern: string }
  | { readonly do: 'delete-group'; readonly pattern: string }
  | {
      readonly do: 'restrict-group';
      readonly pattern: string;
      readonly modes?: Readonly<Partial<Record<Restriction, Mode>>>;
      readonly add?: readonly (readonly [Restriction, string])[];
      readonly remove?: readonly (readonly [Restriction, string])[];
    }
  /** A package manager installs; what it is told in its own way. */
  | ({ readonly do: 'install'; readonly wanted: string } & At)
  /** The server ends and begins again with its data folder. */
  | { readonly do: 'restart' }
  | { readonly do: 'create-domain' }
  | { readonly do: 'delete-domain' }
  /** GetPackageVersionAsset, which looks into this repository alone. */
  | ({ readonly do: 'fetch'; readonly version: string; readonly file?: string; readonly guard?: Guard } & At)
);

/** One call a line, as `readCalls` takes it. */
export const writeCalls = (calls: readonly Call[]): string => calls.map((call) => JSON.stringify(call)).join('\n');

export const readCalls = (text: string): Call[] =>
  text
    .split('\n')
    .filter((line) => line.trim().startsWith('{'))
    .map((line) => JSON.parse(line) as Call);

/** Name in the API of the file that a call means. */
export function fileName(pkg: string, version: string, file = ''): string {
  const [format, ...rest] = pkg.split(':');
  const name = rest.at(-1) as string;
  const python = `${name.replaceAll('-', '_')}-${version}`;
  const names: Readonly<Record<string, string>> = {
    npm: 'package.tgz',
    pypi: file === 'sdist' ? `${python}.tar.gz` : `${python}-py3-none-any.whl`,
    maven: file === 'sources' ? `${name}-${version}-sources.jar` : `${name}-${version}.${file || 'pom'}`,
    nuget: `${name}.${version}.nupkg`,
    generic: file || 'one.bin',
  };
  return names[format as string] as string;
}
