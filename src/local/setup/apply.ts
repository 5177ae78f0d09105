// The setup file: what a server should hold when it starts, or from now on. Applying it again changes only what differs,
// so that it fits a server that keeps its data.
import type { FaultRule } from '../faults/faults.ts';
import { readFaultRules } from '../faults/rules.ts';
import type { Identity } from '../identity/identity.ts';
import { MalformedPolicy, parsePolicy } from '../identity/policy.ts';
import type { DomainAddress } from '../registry/addresses.ts';
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
  const declared = new Set<string>();
  for (const { arn } of [...roles, ...users]) {
    if (declared.has(arn)) throw new RangeError(`${arn} is declared twice: what one may do would be the other's`);
    declared.add(arn);
  }
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
  const lists = setup.repositories.flatMap(({ name, upstreams }) =>
    upstreams === undefined ? [] : [[name, upstreams] as const],
  );
  registry.repositories.connect(at, new Map(lists), (name, work) => named(`upstreams of ${setup.name}/${name}`, work));
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
    if (setup.upstreams?.length === 0 && view.upstreams.length > 0) registry.repositories.update(at, { upstreams: [] });
    registry.repositories.associateExternalConnection(at, name);
  }
  applyPolicy(registry, at, setup.policy);
}

function applyPolicy(
  registry: Registry,
  at: Parameters<Registry['policies']['put']>[0],
  policy: string | undefined,
): void {
  if (policy !== undefined && registry.policies.find(at)?.document !== policy) registry.policies.put(at, policy);
}

function applyGroup(setup: GroupSetup, at: DomainAddress, registry: Registry): void {
  const { pattern, description, contactInfo, restrictions } = setup;
  const tags = Object.entries(setup.tags).map(([key, value]) => ({ key, value }));
  const add = Object.entries(setup.allowedRepositories).flatMap(([type, names]) =>
    (names ?? []).map((repository) => ({ type: type as RestrictionType, repository })),
  );
  registry.groups.declare(at, pattern, { description, contactInfo, restrictions, add, tags });
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
