// Where each version lives: one row a version, one column a repository, in the order in which versions travel.

import { packageName } from '../../core/model/coordinates.ts';
import type { PackageReference } from '../../core/model/package.ts';
import { packageKey } from '../../core/model/package.ts';
import type { DomainAddress, OwnedRepositoryAddress } from '../registry/addresses.ts';
import type { RepositoryView, VersionView } from '../registry/registry.ts';
import { ServiceException } from '../registry/service-exception.ts';
import type { ServerParts } from '../server-parts.ts';
import { ago, all, escapeHtml as h, link, packageLink, pill, repositoryLabel, section } from './page-elements.ts';

interface Holder {
  readonly at: OwnedRepositoryAddress;
  readonly versions: ReadonlyMap<string, VersionView>;
}

/** Packages looked at, rows shown, and versions of each: a glance, not an inventory. */
const GLANCE = { packages: 200, shown: 12, versions: 3, repositories: 12 } as const;

/** The packages of a domain that changed last, with their newest versions. What is only mirrored is left out. */
export function renderRecentVersions(
  parts: ServerParts,
  domain: DomainAddress,
  repositories: readonly RepositoryView[],
): string {
  const refs = new Map<string, PackageReference>();
  for (const at of repositories) {
    for (const { format, namespace, name } of parts.registry.packages.list(at, {}, { maxResults: 1000 }).items)
      if (refs.size < GLANCE.packages) refs.set(packageKey({ format, namespace, name }), { format, namespace, name });
  }
  const found = [...refs.values()].flatMap((ref) => {
    const holders = holdersOf(parts, repositories, ref, true);
    return holders.length === 0 ? [] : [{ ref, holders, changedAt: changedAt(parts, ref, holders) }];
  });
  if (found.length === 0) return '';
  const shown = found.sort((a, b) => b.changedAt - a.changedAt).slice(0, GLANCE.shown);
  const columns = ordered(
    repositories,
    shown.flatMap(({ holders }) => holders),
  ).slice(0, GLANCE.repositories);
  const groups = shown.map(({ ref, holders, changedAt: time }) => {
    const names = versionNames(holders).slice(0, GLANCE.versions);
    const rows = names.map((version, index) => {
      const first = `<td class="package" rowspan="${names.length}">${packageLink(domain, ref)}<br><small>${h(ago(parts.clock.now() - time))}</small></td>`;
      return `<tr>${index === 0 ? first : ''}${versionCells(version, holders, columns, index === 0)}</tr>`;
    });
    return `<tbody class="group">${rows.join('')}</tbody>`;
  });
  const more = found.length > shown.length ? `<p class="quiet">and ${found.length - shown.length} more</p>` : '';
  return `<h3>Where each version lives</h3>${table('<th>Package</th>', columns, groups.join(''))}${more}`;
}

/** Every version of one package in every repository of the domain. */
export function renderPackage(parts: ServerParts, at: DomainAddress, ref: PackageReference): string {
  const repositories = all((nextToken) =>
    parts.registry.repositories.listInDomain(at, {}, { maxResults: 1000, nextToken }),
  );
  const holders = holdersOf(parts, repositories, ref, false);
  const columns = ordered(repositories, holders);
  const rows = versionNames(holders).map(
    (version, index) => `<tr>${versionCells(version, holders, columns, index === 0)}</tr>`,
  );
  const body =
    rows.length === 0
      ? '<p class="quiet">No repository of this domain has it.</p>'
      : table('', columns, `<tbody>${rows.join('')}</tbody>`);
  return section(h(packageName(ref)), `${h(ref.format)} in ${h(at.domain)}`, body);
}

function table(first: string, columns: readonly OwnedRepositoryAddress[], rows: string): string {
  const heads = columns.map((at) => `<th>${link(at.repository, repositoryLabel(at))}</th>`).join('');
  return `<table><thead><tr>${first}<th>Version</th>${heads}</tr></thead>${rows}</table>`;
}

function versionCells(
  version: string,
  holders: readonly Holder[],
  columns: readonly OwnedRepositoryAddress[],
  isLatest: boolean,
): string {
  const revisions = new Set(holders.flatMap((one) => one.versions.get(version)?.revision ?? []));
  const cells = columns.map(({ repository }) => {
    const found = holders.find((one) => one.at.repository === repository)?.versions.get(version);
    if (found === undefined) return '<td class="quiet">–</td>';
    const revision = `<code class="quiet" title="revision ${h(found.revision)}">${h(found.revision.slice(0, 7))}</code>`;
    return `<td>${pill(found.status)} ${revision}</td>`;
  });
  const differs = revisions.size > 1 ? ' <small class="differs">differs</small>' : '';
  return `<td><span class="version${isLatest ? ' latest' : ''}">${h(version)}</span>${differs}</td>${cells.join('')}`;
}

function holdersOf(
  parts: ServerParts,
  repositories: readonly RepositoryView[],
  ref: PackageReference,
  onlyOurs: boolean,
): readonly Holder[] {
  return repositories
    .map((at) => ({ at, versions: versionsIn(parts, at, ref, onlyOurs) }))
    .filter((one) => one.versions.size > 0);
}

/** Newest first. */
function versionsIn(
  parts: ServerParts,
  at: OwnedRepositoryAddress,
  ref: PackageReference,
  onlyOurs: boolean,
): ReadonlyMap<string, VersionView> {
  const page = onlyOurs ? 20 : 1000;
  const read = (nextToken: string | undefined) =>
    parts.registry.versions.list(at, ref, { newestFirst: true }, { maxResults: page, nextToken });
  try {
    const found = all(read, onlyOurs ? 1 : 2).filter(({ origin }) => !onlyOurs || origin.type !== 'EXTERNAL');
    return new Map(found.map((one) => [one.version, one]));
  } catch (error) {
    if (error instanceof ServiceException) return new Map();
    throw error;
  }
}

function changedAt(parts: ServerParts, ref: PackageReference, holders: readonly Holder[]): number {
  const times = holders.flatMap(({ at, versions }) => {
    const [newest] = versions.keys();
    return newest === undefined ? [] : [parts.registry.versions.describe(at, ref, newest).publishedAt];
  });
  return Math.max(...times);
}

/** Of the repository with most versions first: where they are published is where all of them are. */
function versionNames(holders: readonly Holder[]): readonly string[] {
  const byCount = [...holders].sort((a, b) => b.versions.size - a.versions.size);
  return [...new Set(byCount.flatMap(({ versions }) => [...versions.keys()]))];
}

/** Most versions first, for fewer arrive at each stage; then as they were made. */
function ordered(repositories: readonly RepositoryView[], holders: readonly Holder[]): readonly RepositoryView[] {
  const counts = new Map<string, number>();
  for (const { at, versions } of holders) counts.set(at.repository, (counts.get(at.repository) ?? 0) + versions.size);
  return repositories
    .filter(({ repository }) => counts.has(repository))
    .sort(
      (a, b) =>
        (counts.get(b.repository) ?? 0) - (counts.get(a.repository) ?? 0) ||
        a.createdAt - b.createdAt ||
        a.repository.localeCompare(b.repository),
    );
}
