import { randomUUID } from 'node:crypto';
import type { DomainAddress } from './addresses.ts';
import { type Context, domainOf } from './context.ts';
import { putTags } from './groups/resource-tags.ts';
import { requireDomain } from './names.ts';
import { pageOfRows } from './paging.ts';
import { sizeOfDomain } from './records/blob-references.ts';
import { domainKey, keys } from './records/keys.ts';
import type { DomainRecord } from './records/records.ts';
import type { Domains, DomainView } from './registry.ts';
import { conflict, invalid, quotaExceeded } from './service-exception.ts';

export function domains(context: Context): Domains {
  const { records, arns } = context;

  const view = (at: DomainAddress, record: DomainRecord): DomainView => ({
    domain: at.domain,
    domainOwner: at.domainOwner,
    arn: arns.domain(at),
    createdAt: record.createdAt,
    // Folders of before 0.2 hold the alias.
    encryptionKey: arns.encryptionKey(at.domainOwner, record.encryptionKey),
    repositoryCount: records.repositoryCount(domainKey(at)),
    assetSizeBytes: sizeOfDomain(records.store, domainKey(at)),
    s3BucketArn: arns.assetBucket(),
  });

  return {
    create(at, { encryptionKey, tags = [] } = {}) {
      requireDomain(at);
      const key = domainKey(at);
      if (encryptionKey !== undefined && !isKey(encryptionKey))
        throw invalid('the encryption key is not valid', 'ENCRYPTION_KEY_ERROR');
      if (records.domain(key))
        throw conflict(`Domain already exists. DomainName: ${at.domain}`, {
          resourceType: 'domain',
          resourceId: at.domain,
        });
      const limit = context.switches['domains-per-account'];
      if (records.domainCount(at.domainOwner) >= limit) {
        throw quotaExceeded(`an account has at most ${limit} domains`, {
          resourceType: 'domain',
          resourceId: at.domain,
        });
      }
      const record = {
        id: randomUUID(),
        createdAt: context.now(),
        encryptionKey: arns.encryptionKey(at.domainOwner, encryptionKey),
      };
      records.transaction(() => {
        putTags(context, arns.domain(at), tags);
        records.putDomain(key, record);
      });
      return view(at, record);
    },

    describe: (at) => view(at, domainOf(context, at)),

    idOf: (at) => {
      const record = records.domain(domainKey(at));
      return record ? record.id : null;
    },

    list(owner, page = {}) {
      return pageOfRows(records.store, keys.domain(`${owner}/`), page, {
        list: `domains ${owner}`,
        size: 100,
        accept: (domain, row) => view({ domain, domainOwner: owner }, JSON.parse(row) as DomainRecord),
      });
    },

    delete(at) {
      requireDomain(at);
      const key = domainKey(at);
      const record = records.domain(key);
      if (!record) return undefined;
      const last = view(at, record);
      if (last.repositoryCount > 0) {
        throw conflict(`Domain still holds ${last.repositoryCount} repositories. DomainName: ${at.domain}`, {
          resourceType: 'domain',
          resourceId: at.domain,
        });
      }
      records.transaction(() => {
        records.deleteDomain(key);
        const { store } = records;
        for (const prefix of [keys.group(key, ''), keys.tags(arns.group(at, '/'))]) store.deletePrefix(prefix);
        for (const name of [keys.policy(last.arn), keys.tags(last.arn), keys.size(key)]) store.delete(name);
      });
      return last;
    },
  };
}

/**
 * "A key ID, a key ARN, a key alias, or a key alias ARN" (API reference, CreateDomain). Ids and aliases are taken as they
 * are, since there is no KMS here to ask; an ARN of something else is no key.
 */
function isKey(text: string): boolean {
  if (!/^\S{1,1011}$/.test(text)) return false;
  return !text.startsWith('arn:') || /^arn:[^:]+:kms:[^:]+:\d{12}:(?:key|alias)\/./.test(text);
}
