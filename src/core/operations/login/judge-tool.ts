// What a tool's effective configuration comes to for one repository, in words: the same verdict for `login`, about what
// it is about to write, and for `doctor`, about what is there.
import { isWithin } from '../../model/endpoint.ts';
import type { RegistrySetting, Tool, ToolInspection } from '../../ports/package-format.ts';

export interface ToolVerdict {
  readonly subject: 'registry' | 'lock file' | (string & {});
  readonly health: 'ok' | 'warning' | 'problem';
  /** Of what is `ok`: worth being said of a project below as well. */
  readonly isNote?: boolean | undefined;
  /** No login takes place while this is so. */
  readonly isRefused?: boolean | undefined;
  /** One sentence. */
  readonly found: string;
  readonly fix?: string | undefined;
}

export interface JudgedPlace {
  /** With trailing slash. */
  readonly endpoint: string;
  /** `domain/repository`, for people. */
  readonly label: string;
  /** The command that configures the tool. */
  readonly loginCommand: string;
}

/**
 * The setting that the tool follows for packages of a scope (undefined: for those that no scope claims): the first that
 * is not merely a further one. Undefined where the tool falls back to its own default.
 */
export function winningSetting(
  registries: readonly RegistrySetting[],
  scope: string | undefined,
): RegistrySetting | undefined {
  return registries.find((one) => one.scope === scope && !one.isFurther);
}

function outranked(winner: RegistrySetting, over: RegistrySetting, endpoint: string): ToolVerdict {
  return {
    subject: 'registry',
    health: 'problem',
    found: `${winner.source} sets \`${winner.setting}\` to ${winner.url} and outranks ${over.source}`,
    fix: winner.variable
      ? `unset ${winner.variable}`
      : `Take \`${winner.setting}\` out of ${winner.source}, or set it to ${winner.wanted ?? endpoint}`,
  };
}

const isNot = ({ client, setting, source, url }: RegistrySetting, label: string) =>
  `\`${setting}\` in ${source} is ${url}, not ${label}${client === undefined ? '' : `, so that ${client} does not ask it`}`;
const setIn = ({ setting, source, wanted }: RegistrySetting, endpoint: string) =>
  `Set \`${setting}\` in ${source} to ${wanted ?? endpoint}`;

/** For each scope: the first setting counts; one of ours behind another one is outranked. */
export function registryVerdicts(
  tool: Pick<Tool, 'name'>,
  inspection: ToolInspection,
  place: JudgedPlace,
): ToolVerdict[] {
  return byClient(inspection).flatMap((one) => clientVerdicts(tool, one, place));
}

/** What one program follows and sends; its name where the tool has several. */
interface ClientInspection extends Pick<ToolInspection, 'registries' | 'credentials'> {
  readonly client: string | undefined;
}

function byClient({ clients, registries, credentials }: ToolInspection): ClientInspection[] {
  if (clients === undefined) return [{ client: undefined, registries, credentials }];
  return clients.map((client) => ({
    client,
    registries: registries?.filter((one) => one.client === client),
    credentials: credentials.filter((one) => one.client === client),
  }));
}

function clientVerdicts(
  tool: Pick<Tool, 'name'>,
  { client, registries }: ClientInspection,
  { endpoint, label, loginCommand }: JudgedPlace,
): ToolVerdict[] {
  if (registries === undefined) return [];
  const ours = ({ url }: RegistrySetting) => isWithin(url, endpoint);
  const verdicts: ToolVerdict[] = [];
  for (const scope of new Set(registries.map((one) => one.scope))) {
    const winner = winningSetting(registries, scope);
    const hidden = registries.find((one) => one.scope === scope && !one.isFurther && ours(one));
    if (winner && hidden && !ours(winner)) verdicts.push(outranked(winner, hidden, endpoint));
    else if (winner && scope !== undefined && !ours(winner))
      verdicts.push({
        subject: 'registry',
        health: 'ok',
        isNote: true,
        found: `${scope} comes from ${winner.url} (${winner.source})`,
      });
  }
  if (verdicts.some(({ health }) => health === 'problem')) return verdicts;
  const used = registries.filter(ours).map(({ setting, source }) => `\`${setting}\` in ${source}`);
  if (used.length > 0)
    return [
      ...verdicts,
      {
        subject: 'registry',
        health: 'ok',
        found: `${client === undefined ? '' : `${client} `}asks ${label}: ${[...new Set(used)].join(', ')}`,
      },
    ];
  const other = registries.find(({ scope }) => scope === undefined);
  return [
    ...verdicts,
    {
      subject: 'registry',
      // Where nothing is said at all, nobody has logged in yet, which is no mistake of the configuration.
      health: other ? 'problem' : 'warning',
      found: other ? isNot(other, label) : `nothing tells ${client ?? tool.name} to ask ${label}`,
      fix: other?.isOfProject ? setIn(other, endpoint) : loginCommand,
    },
  ];
}

/** What the tool alone trips over. */
export function remarkVerdicts({ remarks }: Pick<ToolInspection, 'remarks'>): ToolVerdict[] {
  return remarks.map(({ name, found, fix, health = 'problem' }) => ({ subject: name, health, found, fix }));
}

export interface LoginJudgement {
  /** What the login configured: these scopes, or the default registry when there are none. */
  readonly scopes: readonly string[];
  /** Endpoints of other registrations of this format: a tool that asks one of these was told so by us. */
  readonly others: readonly string[];
  readonly place: Omit<JudgedPlace, 'loginCommand'>;
  /** The token as written. */
  readonly token: string;
}

/**
 * Scopes that a registry is named for which this login did not configure, in words: with a scope of one's own among
 * them, the tool asks there for its packages. That may be meant, so it is no verdict.
 */
export function scopesElsewhere(
  { hasScopes }: Pick<Tool, 'hasScopes'>,
  { registries = [] }: ToolInspection,
  { place, others, scopes }: LoginJudgement,
): string[] {
  if (hasScopes !== true) return [];
  const known = new Set(scopes.map((scope) => scope.replace(/^@?/, '@')));
  const named = [...new Set(registries.flatMap(({ scope }) => (scope === undefined ? [] : [scope])))];
  return named.flatMap((scope) => {
    const winner = winningSetting(registries, scope);
    const isOurs = [place.endpoint, ...others].some((endpoint) => isWithin(winner?.url ?? '', endpoint));
    if (winner === undefined || isOurs || known.has(scope)) return [];
    return [
      `packages of ${scope} come from ${winner.url} (\`${winner.setting}\` in ${winner.source}), not from ${place.label}`,
    ];
  });
}

/** What keeps a tool from doing what the login has just configured; empty when it will. */
export function loginVerdicts(
  tool: Pick<Tool, 'name' | 'hasScopes'>,
  inspection: ToolInspection,
  login: LoginJudgement,
): ToolVerdict[] {
  const said = inspection.remarks.filter(
    ({ health = 'problem', isSaidAtLogin }) => health === 'problem' || isSaidAtLogin,
  );
  return [
    ...remarkVerdicts({ remarks: said }),
    ...byClient(inspection).flatMap((one) => clientLoginVerdicts(tool, one, login)),
  ];
}

/** What the tool does that may well be meant, in sentences. */
export function loginNotes({ remarks, notes = [] }: ToolInspection): string[] {
  return [...notes, ...remarks.filter((one) => one.isNotedAtLogin).map(({ found, fix }) => `${found}. ${fix}`)];
}

function clientLoginVerdicts(
  tool: Pick<Tool, 'name' | 'hasScopes'>,
  { client, registries, credentials }: ClientInspection,
  login: LoginJudgement,
): ToolVerdict[] {
  const { place, others } = login;
  const verdicts: ToolVerdict[] = [];
  const isOurs = ({ url }: RegistrySetting) => [place.endpoint, ...others].some((endpoint) => isWithin(url, endpoint));
  const hasScopes = tool.hasScopes === true && login.scopes.length > 0;
  const wanted = hasScopes ? login.scopes.map((scope) => scope.replace(/^@?/, '@')) : [undefined];
  for (const scope of registries === undefined ? [] : wanted) {
    const all = registries?.filter((one) => one.scope === scope) ?? [];
    const winner = winningSetting(all, scope);
    // A further one of ours is asked whatever the winner is.
    if (winner ? isOurs(winner) || all.some((one) => one.isFurther && isOurs(one)) : all.some(isOurs)) continue;
    const hidden = all.find(isOurs);
    const named = winner ?? all.find(({ isOfProject }) => isOfProject);
    if (winner && hidden) verdicts.push(outranked(winner, hidden, place.endpoint));
    else
      verdicts.push({
        subject: 'registry',
        health: 'problem',
        found: named ? isNot(named, place.label) : `nothing tells ${client ?? tool.name} to ask ${place.label}`,
        ...(named ? { fix: named.variable ? `unset ${named.variable}` : setIn(named, place.endpoint) } : {}),
      });
  }
  const [used] = credentials;
  if (used && used.token.reveal() !== login.token && credentials.some(({ token }) => token.reveal() === login.token))
    verdicts.push({
      subject: 'token',
      health: 'problem',
      found: `${used.source} holds another token for ${place.label} and outranks the one of this login`,
      fix: used.variable ? `unset ${used.variable}` : `Take it out of ${used.source}.`,
    });
  return verdicts;
}
