// The page for people at / and /_local/: what is here, where each version lives, what was asked lately.
// Plain HTML with a style block: no script, nothing from elsewhere, and every value escaped.
import { type Format, isFormat } from '../core/model/package.ts';
import type { ServerParts } from './handler-parts.ts';
import { escapeHtml as h, PAGE_STYLE } from './page-style.ts';
import type { RepositoryView, VersionView } from './registry/registry.ts';
import { ServiceException } from './registry/service-exception.ts';

export function renderPage(query: URLSearchParams, parts: ServerParts): string {
  let body: string;
  try {
    body = renderBody(query, parts);
  } catch (error) {
    if (!(error instanceof ServiceException)) throw error;
    body = `<section><p class="quiet">${h(error.message)}</p></section>`;
  }
  const { about, clock } = parts;
  const moved = clock.offset() === 0 ? '' : ` · clock moved to ${h(new Date(clock.now()).toISOString())}`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>codeartifact-ci local</title><style>${PAGE_STYLE}</style></head><body>
<header><h1><a href="/_local/">codeartifact-ci local</a></h1><p>account ${h(String(about.account))} · ${h(String(about.region))} · ${h(String(about.auth))} · ${h(String(about.store))}${moved}</p></header>
<main>${body}</main></body></html>`;
}

function renderBody(query: URLSearchParams, parts: ServerParts): string {
  const [domain, owner, repository] = [query.get('domain'), query.get('owner'), query.get('repository')];
  if (domain === null || owner === null) return `${overview(parts)}${faults(parts)}${requests(parts)}`;
  const format = query.get('format');
  const name = query.get('package');
  if (format !== null && name !== null && isFormat(format)) {
    return packageSection(
      parts,
      { domain, domainOwner: owner },
      { format, namespace: query.get('namespace') ?? undefined, name },
    );
  }
  return repository === null ? overview(parts) : repositorySection(parts, { domain, domainOwner: owner, repository });
}

function link(text: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return `<a href="/_local/?${h(new URLSearchParams(given).toString())}">${h(text)}</a>`;
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
    return '<section><h2>Domains</h2><p class="quiet">None yet. <code>aws codeartifact create-domain --domain my-org --endpoint-url …</code></p></section>';
  return [...domains].map(([key, members]) => domainSection(parts, key, members)).join('');
}

function domainSection(parts: ServerParts, key: string, repositories: readonly RepositoryView[]): string {
  const [domain = '', domainOwner = ''] = key.split(' ');
  const view = parts.registry.domains.describe({ domain, domainOwner });
  const rows = repositories.map((one) => {
    const count = parts.registry.packages.list(one, {}, { maxResults: 1000 });
    const sources = [
      ...one.upstreams.map((upstream) => link(upstream, { domain, owner: domainOwner, repository: upstream })),
      ...one.externalConnections.map((external) => `<code>${h(external.name)}</code>`),
    ].join(' → ');
    return `<tr><td>${link(one.repository, { domain, owner: domainOwner, repository: one.repository })}</td><td>${count.items.length}${count.nextToken === undefined ? '' : '+'}</td><td>${sources || '<span class="quiet">–</span>'}</td><td>${h(one.description ?? '')}</td></tr>`;
  });
  return `<section><h2>${h(domain)} <small>${h(domainOwner)} · ${size(view.assetSizeBytes)}</small></h2><table><thead><tr><th>Repository</th><th>Packages</th><th>Looks in</th><th></th></tr></thead><tbody>${rows.join('')}</tbody></table></section>`;
}

interface DomainPlace {
  readonly domain: string;
  readonly domainOwner: string;
}

function repositorySection(parts: ServerParts, at: DomainPlace & { readonly repository: string }): string {
  const packages = all((nextToken) => parts.registry.packages.list(at, {}, { maxResults: 1000, nextToken }), 5);
  const rows = packages.map((one) => {
    const label = one.namespace === undefined ? one.name : `${one.namespace}/${one.name}`;
    const versions = parts.registry.versions.list(at, one, { newestFirst: true }, { maxResults: 5 });
    const latest = versions.items
      .map((version) => `<span class="${version.status.toLowerCase()}">${h(version.version)}</span>`)
      .join(' ');
    const target = {
      domain: at.domain,
      owner: at.domainOwner,
      format: one.format,
      namespace: one.namespace,
      package: one.name,
    };
    return `<tr><td>${h(one.format)}</td><td>${link(label, target)}</td><td>${latest}${versions.nextToken === undefined ? '' : ' …'}</td><td class="quiet">publish ${h(one.restrictions.publish)}, upstream ${h(one.restrictions.upstream)}</td></tr>`;
  });
  return `<section><h2>${h(at.domain)}/${h(at.repository)} <small>${packages.length} packages</small></h2><table><thead><tr><th>Format</th><th>Package</th><th>Newest versions</th><th>Origin controls</th></tr></thead><tbody>${rows.join('')}</tbody></table></section>`;
}

/** One row a version, one column a repository: at a glance what was promoted where, and whether it is the same. */
function packageSection(
  parts: ServerParts,
  at: DomainPlace,
  ref: { readonly format: Format; readonly namespace: string | undefined; readonly name: string },
): string {
  const holders = all((nextToken) => parts.registry.repositories.listInDomain(at, {}, { maxResults: 1000, nextToken }))
    .map((one) => ({ name: one.repository, versions: versionsIn(parts, { ...at, repository: one.repository }, ref) }))
    .filter((one) => one.versions.size > 0);
  const names = [...new Set(holders.flatMap((one) => [...one.versions.keys()]))].reverse();
  const rows = names.map((version) => {
    const revisions = new Set(holders.flatMap((one) => one.versions.get(version)?.revision ?? []));
    const cells = holders.map((one) => {
      const found = one.versions.get(version);
      return found === undefined
        ? '<td class="quiet">–</td>'
        : `<td><span class="${found.status.toLowerCase()}">${h(found.status)}</span> <code title="${h(found.revision)}">${h(found.revision.slice(0, 8))}</code></td>`;
    });
    const differs = revisions.size > 1 ? ' <small class="archived">differs</small>' : '';
    return `<tr><td>${h(version)}${differs}</td>${cells.join('')}</tr>`;
  });
  const label = ref.namespace === undefined ? ref.name : `${ref.namespace}/${ref.name}`;
  return `<section><h2>${h(label)} <small>${h(ref.format)} in ${h(at.domain)}</small></h2><table><thead><tr><th>Version</th>${holders.map((one) => `<th>${h(one.name)}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></section>`;
}

function versionsIn(
  parts: ServerParts,
  at: DomainPlace & { readonly repository: string },
  ref: { readonly format: Format; readonly namespace: string | undefined; readonly name: string },
): ReadonlyMap<string, VersionView> {
  try {
    const found = all((nextToken) => parts.registry.versions.list(at, ref, {}, { maxResults: 1000, nextToken }), 2);
    return new Map(found.map((one) => [one.version, one]));
  } catch (error) {
    if (error instanceof ServiceException) return new Map();
    throw error;
  }
}

function faults(parts: ServerParts): string {
  const list = parts.faults.list();
  if (list.length === 0) return '';
  const rows = list.map(
    (one) =>
      `<tr><td>${h(one.kind)}</td><td>${h(one.operation ?? one.path ?? 'everything')}</td><td>${one.applied} of ${one.matched}</td></tr>`,
  );
  return `<section><h2>Faults</h2><table><thead><tr><th>Kind</th><th>On</th><th>Acted</th></tr></thead><tbody>${rows.join('')}</tbody></table></section>`;
}

function requests(parts: ServerParts): string {
  const rows = [...parts.requests.list({ limit: 40 })].reverse().map((one) => {
    const state = one.status >= 500 || one.status === 0 ? 'disposed' : one.status >= 400 ? 'archived' : 'published';
    return `<tr><td class="quiet">${h(one.time.slice(11, 19))}</td><td><span class="${state}">${one.status}</span></td><td>${h(one.operation)}</td><td class="wide"><code>${h(one.method)} ${h(one.target.slice(0, 160))}</code></td><td class="quiet">${one.durationMs} ms</td></tr>`;
  });
  return `<section><h2>Recent requests</h2><table><tbody>${rows.join('')}</tbody></table></section>`;
}

/** All pages of a list, at most `pages` of them: a page of HTML need not show a million rows. */
function all<T>(
  read: (nextToken: string | undefined) => { readonly items: readonly T[]; readonly nextToken: string | undefined },
  pages = 10,
): readonly T[] {
  const items: T[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < pages; page++) {
    const found = read(nextToken);
    items.push(...found.items);
    nextToken = found.nextToken;
    if (nextToken === undefined) break;
  }
  return items;
}

function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const power = Math.min(3, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** power).toFixed(1)} ${['B', 'KiB', 'MiB', 'GiB'][power] ?? 'GiB'}`;
}
