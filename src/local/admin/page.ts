// The page for people at / and /_local/: what is here, where each version lives, what was asked lately.
// Plain HTML with a style block: no script, nothing from elsewhere, and every value escaped.
import { isFormat } from '../../core/model/package.ts';
import type { DomainAddress, OwnedRepositoryAddress } from '../registry/addresses.ts';
import type { RepositoryView } from '../registry/registry.ts';
import { ServiceException } from '../registry/service-exception.ts';
import type { ServerParts } from '../server-parts.ts';
import { renderFaults, renderRequests } from './page-activity.ts';
import { all, escapeHtml as h, link, packageLink, repositoryLabel, section, size } from './page-elements.ts';
import { PAGE_STYLE } from './page-style.ts';
import { renderTopology } from './page-topology.ts';
import { renderPackage, renderRecentVersions } from './page-versions.ts';

const MARK =
  '<svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true"><rect width="24" height="24" rx="7" fill="var(--accent)"/><path d="M6 9l6-3 6 3-6 3zM6 13l6 3 6-3M6 16.5l6 3 6-3" fill="none" stroke="var(--card)" stroke-width="1.6" stroke-linejoin="round" stroke-linecap="round"/></svg>';

export function renderPage(query: URLSearchParams, parts: ServerParts): string {
  let body: string;
  try {
    body = renderBody(query, parts);
  } catch (error) {
    if (!(error instanceof ServiceException)) throw error;
    body = `<section><p class="quiet">${h(error.message)}</p></section>`;
  }
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>codeartifact-ci local</title><style>${PAGE_STYLE}</style></head><body>
<header><h1><a href="/_local/">${MARK}codeartifact-ci local</a></h1>${chips(parts)}</header>
<main>${body}</main><footer>${h(String(parts.about.version))} · for machines: <a href="/_local/health">health</a>, <a href="/_local/requests">requests</a>, <a href="/_local/switches">switches</a></footer></body></html>`;
}

function chips({ about, clock }: ServerParts): string {
  const chip = (name: string, value: unknown) =>
    `<span class="chip">${name} <strong>${h(String(value))}</strong></span>`;
  const moved = `<span class="chip moved">clock moved to ${h(new Date(clock.now()).toISOString().slice(0, 19))}</span>`;
  return [
    chip('account', about.account),
    chip('region', about.region),
    chip('signatures', about.auth),
    chip('store', about.store),
    about.offline === true ? '<span class="chip">offline</span>' : '',
    clock.offset() === 0 ? '' : moved,
  ].join('');
}

function renderBody(query: URLSearchParams, parts: ServerParts): string {
  const [domain, domainOwner, repository] = [query.get('domain'), query.get('owner'), query.get('repository')];
  if (domain === null || domainOwner === null)
    return `${overview(parts)}${renderFaults(parts)}${renderRequests(parts)}`;
  const at = { domain, domainOwner };
  const [format, name] = [query.get('format'), query.get('package')];
  if (format !== null && name !== null && isFormat(format))
    return renderPackage(parts, at, { format, namespace: query.get('namespace') ?? undefined, name });
  return repository === null ? overview(parts) : repositorySection(parts, { ...at, repository });
}

function overview(parts: ServerParts): string {
  const repositories = all((nextToken) => parts.registry.repositories.list({}, { maxResults: 1000, nextToken }));
  const own = all((nextToken) => parts.registry.domains.list(parts.identity.account, { maxResults: 1000, nextToken }));
  const domains = new Map(own.map((one) => [`${one.domain} ${one.domainOwner}`, [] as RepositoryView[]]));
  for (const one of repositories) {
    const key = `${one.domain} ${one.domainOwner}`;
    domains.set(key, [...(domains.get(key) ?? []), one]);
  }
  if (domains.size === 0)
    return section(
      'No domain yet',
      '',
      '<p class="quiet">Make one, or start with <code>--setup FILE</code>:</p><p><code>aws codeartifact create-domain --domain my-org</code></p>',
    );
  return [...domains]
    .map(([key, members]) => {
      const [domain = '', domainOwner = ''] = key.split(' ');
      return domainSection(parts, { domain, domainOwner }, members);
    })
    .join('');
}

function domainSection(parts: ServerParts, at: DomainAddress, repositories: readonly RepositoryView[]): string {
  const view = parts.registry.domains.describe(at);
  const contents = new Map(repositories.map((one) => [one.repository, packageCount(parts, one)]));
  const note = `${h(at.domainOwner)} · ${repositories.length} ${repositories.length === 1 ? 'repository' : 'repositories'} · ${size(view.assetSizeBytes)}`;
  const map = renderTopology(repositories, contents);
  const body = [
    map,
    repositories.length === 0 ? '<p class="quiet">No repository yet.</p>' : '',
    map === '' ? repositoryTable(repositories, contents) : '',
    renderRecentVersions(parts, at, repositories),
    map === ''
      ? ''
      : `<details><summary>All repositories</summary>${repositoryTable(repositories, contents)}</details>`,
  ];
  return section(h(at.domain), note, body.join(''));
}

function packageCount(parts: ServerParts, at: OwnedRepositoryAddress): string {
  const { items, nextToken } = parts.registry.packages.list(at, {}, { maxResults: 1000 });
  return `${items.length}${nextToken === undefined ? '' : '+'} ${items.length === 1 ? 'package' : 'packages'}`;
}

function repositoryTable(repositories: readonly RepositoryView[], contents: ReadonlyMap<string, string>): string {
  if (repositories.length === 0) return '';
  const rows = repositories.map((one) => {
    const sources = [
      ...one.upstreams.map((upstream) => link(upstream, repositoryLabel({ ...one, repository: upstream }))),
      ...one.externalConnections.map((external) => `<code>${h(external.name)}</code>`),
    ].join(', ');
    return `<tr><td>${link(one.repository, repositoryLabel(one))}</td><td>${h(contents.get(one.repository) ?? '')}</td><td>${sources || '<span class="quiet">–</span>'}</td><td class="quiet">${h(one.description ?? '')}</td></tr>`;
  });
  return `<table><thead><tr><th>Repository</th><th>Holds</th><th>Looks in</th><th></th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function repositorySection(parts: ServerParts, at: OwnedRepositoryAddress): string {
  const packages = all((nextToken) => parts.registry.packages.list(at, {}, { maxResults: 1000, nextToken }), 5);
  const rows = packages.map((one) => {
    const versions = parts.registry.versions.list(at, one, { newestFirst: true }, { maxResults: 5 });
    const newest = versions.items
      .map((each) => {
        const state = each.status === 'Published' ? '' : ` <small class="differs">${h(each.status)}</small>`;
        return `<span class="version">${h(each.version)}</span>${state}`;
      })
      .join(', ');
    return `<tr><td>${packageLink(at, one)}</td><td>${newest}${versions.nextToken === undefined ? '' : ' …'}</td><td class="quiet">publish ${h(one.restrictions.publish)}, upstream ${h(one.restrictions.upstream)}</td></tr>`;
  });
  const body =
    rows.length === 0
      ? '<p class="quiet">Nothing here yet.</p>'
      : `<table><thead><tr><th>Package</th><th>Newest versions</th><th>Origin controls</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
  return section(`${h(at.domain)}/${h(at.repository)}`, `${packages.length} packages`, body);
}
