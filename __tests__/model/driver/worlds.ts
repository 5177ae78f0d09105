// Which servers and packages sequences are run with, and how one is opened: the real server in this process, reached over
// its socket.
import { startLocalServer } from '../../../src/local/server.ts';
import type { Call } from '../calls.ts';
import { FIRST_DOMAIN } from '../rules/universe.ts';
import { artifacts } from './artifacts.ts';
import type { Profile } from './generate.ts';
import { publicSource } from './public-source.ts';
import type { Opened, OpenServer } from './run-sequence.ts';
import { ACCOUNT, wireTo } from './wire.ts';

const alone = { isConnected: false, hasGroups: false };
const connected = { ...alone, isConnected: true };

/** Each format alone and before a public source, and all of them under package groups. */
export const WORLDS: Readonly<Record<string, Profile>> = {
  npm: { packages: ['npm:a'], ...alone },
  'npm, public source': { packages: ['npm:a', 'npm:@s/b'], ...connected },
  'npm, groups': { packages: ['npm:@s/b', 'npm:c-d'], ...connected, hasGroups: true },
  'npm, two domains': { packages: ['npm:a'], ...connected, domains: ['model', 'other'] },
  'npm, switches': { packages: ['npm:a'], ...connected, hasGroups: true, hasSwitches: true },
  'others, switches': { packages: ['pypi:p-y', 'maven:g.h:m', 'generic:s:g'], ...connected, hasSwitches: true },
  pypi: { packages: ['pypi:p-y'], ...alone },
  'pypi, public source': { packages: ['pypi:p-y'], ...connected },
  maven: { packages: ['maven:g.h:m'], ...alone },
  'maven, public source': { packages: ['maven:g.h:m'], ...connected },
  nuget: { packages: ['nuget:n'], ...alone },
  'nuget, public source': { packages: ['nuget:n', 'generic:s:g'], ...connected },
  generic: { packages: ['generic:s:g'], ...alone },
  'all, groups': {
    packages: ['npm:a', 'pypi:p-y', 'maven:g.h:m', 'nuget:n', 'generic:s:g'],
    ...connected,
    hasGroups: true,
  },
};

export interface Opening {
  readonly open: OpenServer;
  close(): Promise<void>;
}

/** `data` gives a new folder for each server, where they keep one; `install` runs a package manager. */
export async function openingFor(
  { isConnected }: Profile,
  data?: () => string,
  install: Opened['install'] = () => Promise.reject(new Error('no package manager was given')),
): Promise<Opening> {
  const made = artifacts();
  const source = isConnected ? await publicSource(made) : undefined;
  const open: OpenServer = async (switches) => {
    source?.empty();
    const errors: unknown[] = [];
    const options = {
      account: ACCOUNT,
      setup: { domains: [{ name: FIRST_DOMAIN, owner: ACCOUNT }] },
      // What the public source has is seen at once.
      switches: { 'external-cache': 'off', 'external-missing-ms': 0, 'external-retry-ms': 0, ...switches },
      onError: (error: unknown) => errors.push(error),
      ...(source ? { externals: source.externals } : { offline: true }),
      ...(data ? { data: data() } : {}),
    };
    let server = await startLocalServer(options);
    return {
      artifacts: made,
      publicSource: source,
      install,
      wire: (domain) => wireTo(server.url, domain),
      async restart() {
        await server.close();
        const { setup: _, ...rest } = options;
        server = await startLocalServer(rest);
      },
      async close() {
        await server.close();
        if (errors.length > 0) throw errors[0];
      },
    };
  };
  return { open, close: async () => source?.close() };
}

/** What pasted calls need: the packages that they name, other domains, a public source. */
export function profileOf(calls: readonly Call[]): Profile {
  const packages = [...new Set(calls.flatMap((call) => ('package' in call ? [call.package] : [])))];
  const kinds = new Set(calls.map((call) => call.do));
  return {
    packages,
    isConnected: kinds.has('connect'),
    hasGroups: kinds.has('create-group') || kinds.has('restrict-group'),
  };
}
