// Pages kept as ready bytes: a GET of a hot page is one look-up and three comparisons, however large the page is.
import { createHash } from 'node:crypto';
import type { ServedPage } from '../../../core/ports/format-server.ts';
import { WeightedCache } from '../records/weighted-lru.ts';
import type { View } from './merged-package.ts';

const KEPT_BYTES = 96 * 1024 * 1024;
const KEPT_VERSIONS = 200_000;

export interface Stamps {
  readonly domainStamp: number;
  readonly packageStamp: number;
  readonly now: number;
}

/** Whether nothing a view was made from has changed since. A clock set back makes it stale, never everlasting. */
export function isFresh(view: View, { domainStamp, packageStamp, now }: Stamps): boolean {
  if (view.domainStamp !== domainStamp || view.packageStamp !== packageStamp) return false;
  return view.validUntil === Number.POSITIVE_INFINITY || (now >= view.builtAt && now < view.validUntil);
}

export class PageCache {
  readonly #pages = new WeightedCache<{ view: View; page: ServedPage }>(KEPT_BYTES);
  readonly #views = new WeightedCache<View>(KEPT_VERSIONS);

  page(key: string, stamps: Stamps): ServedPage | undefined {
    const kept = this.#pages.get(key);
    return kept && isFresh(kept.view, stamps) ? kept.page : undefined;
  }

  keepPage(key: string, view: View, content: string | Uint8Array): ServedPage {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    const page = { bytes, etag: `"${createHash('sha1').update(bytes).digest('base64url')}"` };
    this.#pages.set(key, { view, page }, bytes.length + 512);
    return page;
  }

  view(key: string, stamps: Stamps): View | undefined {
    const kept = this.#views.get(key);
    return kept && isFresh(kept, stamps) ? kept : undefined;
  }

  keepView(key: string, view: View): void {
    this.#views.set(key, view, 1 + (view.found?.versions.length ?? 0));
  }

  clear(): void {
    this.#pages.clear();
    this.#views.clear();
  }
}
