// What the parts of one registry share.

import type { Format } from '../../core/model/package.ts';
import type { FormatRulesTable } from '../../core/ports/format-rules.ts';
import type { FormatServer } from '../../core/ports/format-server.ts';
import type { BlobStore } from '../store/blob-store.ts';
import type { DomainAddress, OwnedRepositoryAddress } from './addresses.ts';
import type { Arns } from './arns.ts';
import { requireDomain, requireRepository } from './names.ts';
import { domainKey, repositoryKey } from './records/keys.ts';
import type { DomainRecord, Records, StoredRepository } from './records/records.ts';
import { notFound } from './service-exception.ts';
import type { SwitchValues } from './switches.ts';

export interface Context {
  readonly region: string;
  readonly records: Records;
  readonly blobs: BlobStore;
  readonly rules: FormatRulesTable;
  readonly servers: Readonly<Partial<Record<Format, FormatServer>>>;
  /** Those in force, which a running server may change: never to be kept beyond one request. */
  readonly switches: SwitchValues;
  readonly arns: Arns;
  now(): number;
}

export function domainOf(context: Context, at: DomainAddress): DomainRecord {
  requireDomain(at);
  const record = context.records.domain(domainKey(at));
  if (!record) throw notFound('domain', at.domain, `Domain not found. DomainName: ${at.domain}`);
  return record;
}

export function repositoryOf(context: Context, at: OwnedRepositoryAddress): StoredRepository {
  requireRepository(at);
  const record = context.records.repository(repositoryKey(at));
  if (record) return record;
  domainOf(context, at);
  throw notFound(
    'repository',
    at.repository,
    `Repository not found. RepositoryName: ${at.repository}, Domain: ${at.domain}`,
  );
}
