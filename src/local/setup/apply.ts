// The setup file: what a server should hold when it starts, or from now on. Applying it again changes only what differs,
// so that it fits a server that keeps its data.
import type { FaultRule } from '../faults/faults.ts';
import { readFaultRules } from '../faults/rules.ts';
import type { Identity } from '../identity/identity.ts';
import { MalformedPolicy, parsePolicy } from '../identity/policy.ts';
import type { DomainAddress, OwnedRepositoryAddress } from '../registry/addresses.ts';
import type { Registry, RepositoryView, RestrictionType } from '../registry/registry.ts';
import { ServiceException } from '../registry/service-exception.ts';
import type { DomainSetup, GroupSetup, RepositorySetup, SetupDocument } from './document.ts';
import { readSetup } from './read.ts';

/** Reads a parsed YAML or JSON document. Throws RangeError with every problem found. */
export function parseSetup(document: unknown): SetupDocument {
  const setup = readSetup(document);
  const problems: string[] = [];
  for (const policy of setup.domains.flatMap((one) => [
    one.policy,
    ...one.repositories.map((repository) => repository.policy),
  ])) {
    if (policy === undefined) continue;
    try {
      parsePolicy(policy, 'resource');
    } catch (error) {
      if (!(error instanceof MalformedPolicy)) throw error;
      problems.push(`policy: ${error.message}`);
    }
  }
  if (problems.length > 0) throw new RangeError(problems.join('; '));
  return { ...setup, faults: readFaultRules(setup.faults) };
}

export interface SetupTarget {
  readonly registry: Registry;
  readonly identity: Identity;
  readonly addFaults: (rules: readonly FaultRule[]) => void;
}

/**
 * Makes what is missing, changes what differs, and puts the switches in force. Throws RangeError naming the part that
 * could not be made, and has done nothing then.
 */
export function applySetup(setup: SetupDocument, target: SetupTarget): void {
  const { identity, registry } = target;
  const { directory } = identity;
  const roles = setup.roles.map((role) => named(`role ${role.name ?? role.arn ?? ''}`, () => directory.readRole(role)));
  const users = setup.users.map((user) => named(`user ${user.name}`, () => directory.readUser(user)));
  const before = registry.switches;
  registry.changeSwitches(setup.switches);
  try {
    registry.transaction(() => {
      for (const domain of setup.domains) applyDomain(domain, target);
    });
  } catch (error) {
    registry.changeSwitches(before);
    throw error;
  }
  directory.keep(roles, users);
  identity.configure({
    ...(setup.organizationId === undefined ? {} : { organizationId: setup.organizationId }),
    ...(setup.audiences === undefined ? {} : { audiences: setup.audiences }),
    ...(setup.claims === undefined ? {} : { claims: setup.claims }),
  });
  target.addFaults(setup.faults);
}

function applyDomain(setup: DomainSetup, { registry, identity }: SetupTarget): void {
  const at = { domain: setup.name, domainOwner: setup.owner ?? identity.account };
  const tags = Object.entries(setup.tags).map(([key, value]) => ({ key, value }));
  named(`domain ${setup.name}`, () => {
    const existing = ifExists(() => registry.domains.describe(at));
    const options = { tags, ...(setup.encryptionKey === undefined ? {} : { encryptionKey: setup.encryptionKey }) };
    const domain = existing ?? registry.domains.create(at, options);
    if (existing !== undefined && tags.length > 0) registry.tags.tag(domain.arn, tags);
    applyPolicy(registry, at, setup.policy);
  });
  for (const repository of setup.repositories) {
    named(`repository ${setup.name}/${repository.name}`, () => applyRepository(repository, at, registry));
  }
  // Only now does every upstream exist.
  for (const repository of setup.repositories) {
    const { name, upstreams } = repository;
    if (upstreams === undefined) continue;
    named(`upstreams of ${setup.name}/${name}`, () => setUpstreams({ ...at, repository: name }, upstreams, registry));
  }
  for (const group of setup.packageGroups)
    named(`package group ${group.pattern}`, () => applyGroup(group, at, registry));
}

function applyRepository(setup: RepositorySetup, domain: DomainAddress, registry: Registry): void {
  const at = { ...domain, repository: setup.name };
  const tags = Object.entries(setup.tags).map(([key, value]) => ({ key, value }));
  const { description } = setup;
  const about = description === undefined ? {} : { description };
  const existing = ifExists(() => registry.repositories.describe(at));
  const administratorAccount = setup.administrator ?? domain.domainOwner;
  let view: RepositoryView;
  if (existing === undefined) view = registry.repositories.create(at, { administratorAccount, tags, ...about });
  else {
    view = registry.repositories.update(at, about);
    if (tags.length > 0) registry.tags.tag(view.arn, tags);
  }
  const name = setup.externalConnection;
  if (name !== undefined && !view.externalConnections.some((one) => one.name === name)) {
    // One of the two is refused beside the other.
    if (setup.upstreams?.length === 0) setUpstreams(at, [], registry);
    registry.repositories.associateExternalConnection(at, name);
  }
  applyPolicy(registry, at, setup.policy);
}

/** Changes only what differs: beside an external connection even an empty list is refused. */
function setUpstreams(at: OwnedRepositoryAddress, upstreams: readonly string[], registry: Registry): void {
  const { upstreams: before } = registry.repositories.describe(at);
  if (before.join(' ') !== upstreams.join(' ')) registry.repositories.update(at, { upstreams });
}

function applyPolicy(
  registry: Registry,
  at: Parameters<Registry['policies']['put']>[0],
  policy: string | undefined,
): void {
  if (policy !== undefined && registry.policies.find(at)?.document !== policy) registry.policies.put(at, policy);
}

function applyGroup(setup: GroupSetup, at: DomainAddress, registry: Registry): void {
  const { pattern, description, contactInfo } = setup;
  const about = {
    ...(description === undefined ? {} : { description }),
    ...(contactInfo === undefined ? {} : { contactInfo }),
  };
  const tags = Object.entries(setup.tags).map(([key, value]) => ({ key, value }));
  const existing = ifExists(() => registry.groups.describe(at, pattern));
  if (existing === undefined) registry.groups.create(at, pattern, { ...about, tags });
  else registry.groups.update(at, pattern, about);
  registry.groups.updateOriginConfiguration(at, pattern, { restrictions: setup.restrictions });
  const add = Object.entries(setup.allowedRepositories).flatMap(([type, names]) =>
    (names ?? []).map((repository) => ({ type: type as RestrictionType, repository })),
  );
  if (add.length > 0) registry.groups.updateOriginConfiguration(at, pattern, { add });
}

function ifExists<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof ServiceException && error.exception === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

function named<T>(what: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof ServiceException || error instanceof MalformedPolicy || error instanceof RangeError) {
      throw new RangeError(`${what}: ${error.message}`);
    }
    throw error;
  }
}
