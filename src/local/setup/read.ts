// The shape of a setup document: every member of it checked by name and type, all problems in one error.
import type { RoleDeclaration, UserDeclaration } from '../identity/roles.ts';
import { RESTRICTION_MODES, RESTRICTION_TYPES } from '../registry/registry.ts';
import type { DomainSetup, GroupSetup, RepositorySetup, SetupDocument } from './document.ts';

type Source = Readonly<Record<string, unknown>>;

export function readSetup(document: unknown): SetupDocument {
  const reader = new SetupReader();
  const source = reader.object(document ?? {}, 'the setup', TOP);
  const oidc = reader.object(source.oidc ?? {}, 'oidc', ['audiences', 'claims']);
  const setup: SetupDocument = {
    domains: reader.list(source.domains, 'domains').map((one, index) => domain(reader, one, `domains[${index}]`)),
    roles: reader.list(source.roles, 'roles').map((one, index) => role(reader, one, `roles[${index}]`)),
    users: reader.list(source.users, 'users').map((one, index) => user(reader, one, `users[${index}]`)),
    organizationId: reader.maybeText(source.organizationId, 'organizationId'),
    audiences: oidc.audiences === undefined ? undefined : reader.texts(oidc.audiences, 'oidc.audiences'),
    claims: oidc.claims === undefined ? undefined : reader.object(oidc.claims, 'oidc.claims'),
    faults: reader.list(source.faults, 'faults') as SetupDocument['faults'],
    switches: reader.values(source.switches, 'switches'),
  };
  reader.finish();
  return setup;
}

const TOP = ['domains', 'roles', 'users', 'organizationId', 'oidc', 'faults', 'switches'];
const DOMAIN = ['name', 'owner', 'encryptionKey', 'tags', 'policy', 'repositories', 'packageGroups'];
const REPOSITORY = ['name', 'description', 'administrator', 'upstreams', 'externalConnection', 'tags', 'policy'];
const GROUP = ['pattern', 'description', 'contactInfo', 'tags', 'restrictions', 'allowedRepositories'];

function domain(reader: SetupReader, value: unknown, at: string): DomainSetup {
  const source = reader.object(value, at, DOMAIN);
  return {
    name: reader.text(source.name, `${at}.name`),
    owner: reader.account(source.owner, `${at}.owner`),
    encryptionKey: reader.maybeText(source.encryptionKey, `${at}.encryptionKey`),
    tags: reader.textMap(source.tags, `${at}.tags`),
    policy: reader.policy(source.policy, `${at}.policy`),
    repositories: reader
      .list(source.repositories, `${at}.repositories`)
      .map((one, index) => repository(reader, one, `${at}.repositories[${index}]`)),
    packageGroups: reader
      .list(source.packageGroups, `${at}.packageGroups`)
      .map((one, index) => group(reader, one, `${at}.packageGroups[${index}]`)),
  };
}

function repository(reader: SetupReader, value: unknown, at: string): RepositorySetup {
  const source = typeof value === 'string' ? { name: value } : reader.object(value, at, REPOSITORY);
  return {
    name: reader.text(source.name, `${at}.name`),
    description: reader.maybeText(source.description, `${at}.description`),
    administrator: reader.account(source.administrator, `${at}.administrator`),
    upstreams: source.upstreams === undefined ? undefined : reader.texts(source.upstreams, `${at}.upstreams`),
    externalConnection: reader.maybeText(source.externalConnection, `${at}.externalConnection`),
    tags: reader.textMap(source.tags, `${at}.tags`),
    policy: reader.policy(source.policy, `${at}.policy`),
  };
}

function group(reader: SetupReader, value: unknown, at: string): GroupSetup {
  const source = reader.object(value, at, GROUP);
  const restrictions = reader.object(source.restrictions ?? {}, `${at}.restrictions`, RESTRICTION_TYPES);
  const allowed = reader.object(source.allowedRepositories ?? {}, `${at}.allowedRepositories`, RESTRICTION_TYPES);
  for (const [type, mode] of Object.entries(restrictions)) {
    if (!(RESTRICTION_MODES as readonly unknown[]).includes(mode)) {
      reader.problem(`${at}.restrictions.${type} is one of ${RESTRICTION_MODES.join(', ')}`);
    }
  }
  const lists = Object.entries(allowed).map(([type, names]) => [
    type,
    reader.texts(names, `${at}.allowedRepositories.${type}`),
  ]);
  return {
    pattern: reader.text(source.pattern, `${at}.pattern`),
    description: reader.maybeText(source.description, `${at}.description`),
    contactInfo: reader.maybeText(source.contactInfo, `${at}.contactInfo`),
    tags: reader.textMap(source.tags, `${at}.tags`),
    restrictions: restrictions as GroupSetup['restrictions'],
    allowedRepositories: Object.fromEntries(lists),
  };
}

function role(reader: SetupReader, value: unknown, at: string): RoleDeclaration {
  const source = reader.object(value, at, [
    'name',
    'arn',
    'account',
    'maxSessionDuration',
    'trustPolicy',
    'policies',
    'tags',
  ]);
  const longest = source.maxSessionDuration;
  if (longest !== undefined && typeof longest !== 'number') reader.problem(`${at}.maxSessionDuration must be a number`);
  return {
    name: reader.maybeText(source.name, `${at}.name`),
    arn: reader.maybeText(source.arn, `${at}.arn`),
    account: reader.account(source.account, `${at}.account`),
    maxSessionDuration: typeof longest === 'number' ? longest : undefined,
    trustPolicy: source.trustPolicy,
    policies: source.policies === undefined ? undefined : reader.list(source.policies, `${at}.policies`),
    tags: reader.textMap(source.tags, `${at}.tags`),
  };
}

function user(reader: SetupReader, value: unknown, at: string): UserDeclaration {
  const source = reader.object(value, at, ['name', 'account', 'accessKeyId', 'secretAccessKey', 'policies', 'tags']);
  return {
    name: reader.text(source.name, `${at}.name`),
    account: reader.account(source.account, `${at}.account`),
    accessKeyId: reader.text(source.accessKeyId, `${at}.accessKeyId`),
    secretAccessKey: reader.text(source.secretAccessKey, `${at}.secretAccessKey`),
    policies: source.policies === undefined ? undefined : reader.list(source.policies, `${at}.policies`),
    tags: reader.textMap(source.tags, `${at}.tags`),
  };
}

/** What is told of a document in which nothing is right; people look at the first few. */
const MOST_PROBLEMS = 100;

class SetupReader {
  readonly #problems: string[] = [];

  problem(sentence: string): void {
    this.#problems.push(sentence);
  }

  finish(): void {
    if (this.#problems.length === 0) return;
    const more = this.#problems.length - MOST_PROBLEMS;
    const shown = this.#problems.slice(0, MOST_PROBLEMS);
    throw new RangeError([...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('; '));
  }

  /** An object; with `known`, other members are problems. */
  object(value: unknown, at: string, known?: readonly string[]): Source {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.problem(`${at} must be a mapping`);
      return {};
    }
    for (const name of Object.keys(value))
      if (known?.includes(name) === false) this.problem(`${at} has no member ${name.slice(0, 200)}`);
    return value as Source;
  }

  list(value: unknown, at: string): readonly unknown[] {
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return value;
    this.problem(`${at} must be a list`);
    return [];
  }

  text(value: unknown, at: string): string {
    if (typeof value === 'string' && value !== '') return value;
    this.problem(`${at} must be a text`);
    return '';
  }

  maybeText(value: unknown, at: string): string | undefined {
    return value === undefined || value === null ? undefined : this.text(value, at);
  }

  texts(value: unknown, at: string): readonly string[] {
    return this.list(value, at).map((one, index) => this.text(one, `${at}[${index}]`));
  }

  /** YAML reads 111122223333 as a number; leading zeros would be lost, so those need quotes. */
  account(value: unknown, at: string): string | undefined {
    if (value === undefined || value === null) return undefined;
    const text = String(value);
    if (!/^\d{12}$/.test(text)) this.problem(`${at} must be 12 digits (in quotes where it begins with 0)`);
    return text;
  }

  textMap(value: unknown, at: string): Readonly<Record<string, string>> {
    const entries = Object.entries(value === undefined || value === null ? {} : this.object(value, at));
    for (const [key, one] of entries) {
      const isText = ['string', 'number', 'boolean'].includes(typeof one) && /^\P{C}{0,256}$/u.test(String(one));
      if (!isText || !/^\P{C}{1,128}$/u.test(key)) this.problem(`${at} holds a key or value that no tag can have`);
    }
    return Object.fromEntries(entries.map(([key, one]) => [key, String(one)]));
  }

  values(value: unknown, at: string): Readonly<Record<string, string | number>> {
    const source = value === undefined || value === null ? {} : this.object(value, at);
    for (const [key, one] of Object.entries(source)) {
      if (typeof one !== 'string' && typeof one !== 'number') this.problem(`${at}.${key} must be a text or a number`);
    }
    return source as Readonly<Record<string, string | number>>;
  }

  policy(value: unknown, at: string): string | undefined {
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'string') return value;
    return JSON.stringify(this.object(value, at));
  }
}
