// Resource policies as text with optimistic locking; what they mean is decided elsewhere.
import { createHash } from 'node:crypto';
import type { DomainAddress, OwnedRepositoryAddress } from './addresses.ts';
import { type Context, domainOf, repositoryOf } from './context.ts';
import { keys } from './records/keys.ts';
import type { Policies, PolicyView } from './registry.ts';
import { conflict, invalid, notFound } from './service-exception.ts';

export function policies(context: Context): Policies {
  const { store } = context.records;

  const arnOf = (at: DomainAddress | OwnedRepositoryAddress): string => {
    if ('repository' in at) {
      repositoryOf(context, at);
      return context.arns.repository(at);
    }
    domainOf(context, at);
    return context.arns.domain(at);
  };

  const find = (at: DomainAddress | OwnedRepositoryAddress): PolicyView | undefined => {
    const row = store.get(keys.policy(arnOf(at)));
    return row === undefined ? undefined : (JSON.parse(row) as PolicyView);
  };

  const require = (at: DomainAddress | OwnedRepositoryAddress): PolicyView => {
    const found = find(at);
    const [type, name] =
      'repository' in at ? (['repository', at.repository] as const) : (['domain', at.domain] as const);
    if (!found) throw notFound(type, name, `No permissions policy is attached to the ${type} ${name}`);
    return found;
  };

  const requireRevision = (found: PolicyView | undefined, expected: string | undefined): void => {
    if (expected === undefined || expected === found?.revision) return;
    throw conflict(`the policy revision is ${found?.revision ?? 'none'}, not ${expected}`);
  };

  return {
    find,
    get: require,

    put(at, document, revision) {
      const resourceArn = arnOf(at);
      const before = find(at);
      requireRevision(before, revision);
      requireDocument(document);
      // The time makes a policy that is put back a new revision, as any change is.
      const next = createHash('sha256')
        .update(`${context.now()}\n${before?.revision ?? ''}\n${document}`)
        .digest('base64');
      const view: PolicyView = { resourceArn, revision: next, document };
      store.put(keys.policy(resourceArn), JSON.stringify(view));
      return view;
    },

    delete(at, revision) {
      const last = require(at);
      requireRevision(last, revision);
      store.delete(keys.policy(last.resourceArn));
      return last;
    },
  };
}

function requireDocument(document: string): void {
  if (document.length === 0 || document.length > 7168) throw invalid('the policy document has 1 to 7168 characters');
  let parsed: unknown;
  try {
    parsed = JSON.parse(document);
  } catch {
    throw invalid('the policy document is not JSON', 'CANNOT_PARSE');
  }
  if (typeof parsed !== 'object' || parsed === null || !('Statement' in parsed))
    throw invalid('the policy document has no Statement', 'CANNOT_PARSE');
}
