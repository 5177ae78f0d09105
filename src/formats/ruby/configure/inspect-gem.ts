// Where gem takes gems from, and with which credentials: it asks every source of its own for every name.
import { parseEndpoint } from '../../../core/model/endpoint.ts';
import { passwordIn, Secret } from '../../../core/model/secret.ts';
import type { InspectRequest, ToolInspection, ToolMachine, ToolRemark } from '../../../core/ports/package-format.ts';
import { NOTHING, plainAddress } from '../../shared/inspection.ts';
import { gemrcFiles, isThisRepository, usualGemrc } from './gem-files.ts';
import {
  type CommandSources,
  commandSources,
  GEM_COMMANDS,
  type GemConfiguration,
  type GemSource,
  gemConfigurationOf,
  sourcesIn,
} from './gem-sources.ts';
import { readGemrc } from './gemrc.ts';

const CLIENT = 'gem';

/** Without `clients` where a remark says already why gem does not ask the repository. */
export async function inspectGemAlone({ machine, endpoint }: InspectRequest): Promise<ToolInspection> {
  const configuration = await gemConfigurationOf(machine);
  const isOurs = ({ url }: GemSource) => isThisRepository(url, endpoint);
  const commands = GEM_COMMANDS.map((command) => commandSources(configuration, command));
  const [{ asked }] = commands as [CommandSources];
  const ours = asked.filter(isOurs);
  const fatal = faultRemarks(configuration, true);
  const turned = turnedRemarks(commands, isOurs);
  const unread = ours.length > 0 ? [] : faultRemarks(configuration, false);
  const isAsked = ours.length > 0 && fatal.length + turned.length === 0;
  return {
    ...NOTHING,
    registries: asked.map(({ source, setting, url }) => ({
      source,
      setting,
      url: plainAddress(url),
      isFurther: true,
      client: CLIENT,
    })),
    clients: fatal.length + turned.length + unread.length === 0 ? [CLIENT] : [],
    credentials: ours.flatMap(({ source, url }) => {
      const password = passwordIn(url);
      return password === undefined ? [] : [{ source, token: new Secret(password), client: CLIENT }];
    }),
    remarks: [
      ...fatal,
      ...unread,
      ...turned,
      ...ours.filter(({ url }) => passwordIn(url) === undefined).map(noCredentialsRemark),
      ...(isAsked ? furtherRemarks(commands, isOurs) : []),
      ...(ours.length > 0 ? [] : await hiddenRemarks(machine, isOurs)),
    ],
  };
}

function faultRemarks({ files }: GemConfiguration, isFatal: boolean): ToolRemark[] {
  return files.flatMap(({ source, fault }) => {
    if (fault === undefined || fault.isFatal !== isFatal) return [];
    const found = `${source} ${fault.found}: gem ${isFatal ? 'stops at it' : 'goes on without what it says, and asks its own default, https://rubygems.org/'}`;
    return [{ name: 'unreadable', found, fix: `In ${source}, ${fault.fix}.` }];
  });
}

/** Something that commands have in common, with their names for people: `gem` where it is all of them. */
function shared(
  commands: readonly CommandSources[],
  found: (one: CommandSources) => readonly GemSource[],
): { readonly one: GemSource; readonly who: string }[] {
  const all = new Map<string, { readonly one: GemSource; readonly names: Set<string> }>();
  for (const command of commands)
    for (const one of found(command)) {
      const key = JSON.stringify([one.source, one.setting, one.url]);
      const known = all.get(key) ?? { one, names: new Set() };
      all.set(key, known);
      known.names.add(`\`gem ${command.command}\``);
    }
  return [...all.values()].map(({ one, names }) => ({
    one,
    who: names.size === GEM_COMMANDS.length ? 'gem' : [...names].join(' and '),
  }));
}

/** Arguments that turn gem away from a repository that `:sources:` names. */
function turnedRemarks(commands: readonly CommandSources[], isOurs: (one: GemSource) => boolean): ToolRemark[] {
  const local = shared(commands, ({ localBy }) => (localBy ? [{ ...localBy, url: '' }] : []));
  const replaced = shared(commands, ({ localBy, replacedBy, asked }) =>
    localBy || replacedBy === undefined || asked.some(isOurs) ? [] : [replacedBy],
  );
  return [
    ...local.map(({ one: { source, setting }, who }) => ({
      name: 'local-only',
      found: `\`${setting}\` in ${source} gives ${who} \`--local\`: it asks no server at all`,
      fix: `Take \`--local\` out of \`${setting}\` in ${source}.`,
    })),
    ...replaced.map(({ one: { source, setting, url }, who }) => ({
      name: 'other-arguments',
      found: `\`${setting}\` in ${source} gives ${who} \`--clear-sources --source\`: it asks ${plainAddress(url)}, and nothing of \`:sources:\``,
      fix: `Take \`--clear-sources\` and \`--source\` out of \`${setting}\` in ${source}.`,
    })),
  ];
}

/** gem takes the highest version of all that it asks, so that any of them can take a private name. */
function furtherRemarks(commands: readonly CommandSources[], isOurs: (one: GemSource) => boolean): ToolRemark[] {
  const isStrange = (one: GemSource) =>
    !isOurs(one) && /^https?:/i.test(one.url) && parseEndpoint(one.url) === undefined;
  return shared(commands, ({ asked }) => asked.filter(isStrange)).map(({ one: { source, setting, url }, who }) => ({
    name: 'further-source',
    health: 'warning' as const,
    isSaidAtLogin: true,
    found: `\`${setting}\` in ${source} lets ${who} ask ${plainAddress(url)} for every name as well, and take what has the higher version (dependency confusion)`,
    fix: `Take it out of \`${setting}\` in ${source}: this repository can have it as its upstream.`,
  }));
}

const noCredentialsRemark = ({ source }: GemSource): ToolRemark => ({
  name: 'no-credentials',
  found: `${source} has the repository without credentials, which gem takes from the address alone`,
  fix: 'codeartifact-ci login --tools gem',
});

/** A file of the user that is right and is not read. */
async function hiddenRemarks(machine: ToolMachine, isOurs: (one: GemSource) => boolean): Promise<ToolRemark[]> {
  const [files, usual] = [gemrcFiles(machine), usualGemrc(machine)];
  const gemrc = await readGemrc(machine, usual);
  if (gemrc === undefined) return [];
  if (!files.includes(usual)) {
    if (!(sourcesIn(gemrc) ?? []).some(isOurs)) return [];
    const read = files.length === 0 ? 'no file' : files.join(' and ');
    return [{ name: 'other-sources', found: `GEMRC makes gem read ${read} instead of ${usual}`, fix: 'unset GEMRC' }];
  }
  if (!gemrc.commands.has(':sources')) return [];
  return [
    {
      name: 'quoted-key',
      found: `${usual} has \`:sources\` in quotes, which gem takes for a word and not for its setting`,
      fix: `Take the quotes off \`:sources\` in ${usual}.`,
    },
  ];
}
