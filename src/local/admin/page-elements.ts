// Small parts of the page that several sections use. Every value that reaches HTML goes through `escapeHtml`.

import { packageName } from '../../core/model/coordinates.ts';
import type { PackageReference, Status } from '../../core/model/package.ts';
import type { DomainAddress, OwnedRepositoryAddress } from '../registry/addresses.ts';

/** Text as it may stand in HTML, also within double quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (found) => `&#${found.charCodeAt(0)};`);
}

/** An address of this page, escaped. */
export function address(parameters: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return `/_local/?${escapeHtml(new URLSearchParams(given).toString())}`;
}

export function repositoryLabel(at: OwnedRepositoryAddress): string {
  return address({ domain: at.domain, owner: at.domainOwner, repository: at.repository });
}

export function packageAddress(at: DomainAddress, ref: PackageReference): string {
  const { format, namespace, name } = ref;
  return address({ domain: at.domain, owner: at.domainOwner, format, namespace, package: name });
}

export function link(text: string, target: string): string {
  return `<a href="${target}">${escapeHtml(text)}</a>`;
}

export function packageLink(at: DomainAddress, ref: PackageReference): string {
  return `<span class="format">${escapeHtml(ref.format)}</span> ${link(packageName(ref), packageAddress(at, ref))}`;
}

/** A status as a coloured pill; what it says stands in it, colour only repeats it. */
export function pill(status: Status, title = ''): string {
  return `<span class="pill ${status.toLowerCase()}" title="${escapeHtml(title)}">${escapeHtml(status)}</span>`;
}

export function section(heading: string, note: string, body: string): string {
  const small = note === '' ? '' : ` <small>${note}</small>`;
  return `<section><h2>${heading}${small}</h2>${body}</section>`;
}

/** All pages of a list, at most `pages` of them: a page of HTML need not show a million rows. */
export function all<T>(
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

export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const power = Math.min(3, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** power).toFixed(1)} ${['B', 'KiB', 'MiB', 'GiB'][power] ?? 'GiB'}`;
}

/** How long ago, in the largest unit that says something. */
export function ago(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return seconds < 5 ? 'now' : `${seconds} s ago`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min ago`;
  if (seconds < 129_600) return `${Math.round(seconds / 3600)} h ago`;
  return `${Math.round(seconds / 86_400)} days ago`;
}
