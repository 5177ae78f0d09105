// What happens on the server: faults that are set, and what was asked lately.
import type { ServerParts } from '../server-parts.ts';
import { escapeHtml as h, section } from './page-elements.ts';

const SHOWN = 40;

export function renderFaults(parts: ServerParts): string {
  const list = parts.faults.list();
  if (list.length === 0) return '';
  const rows = list.map(
    (one) =>
      `<tr><td><span class="pill late">${h(one.kind)}</span></td><td><code>${h(one.operation ?? one.path ?? 'everything')}</code></td><td>${one.applied} of ${one.matched}${one.count === undefined ? '' : `, at most ${one.count}`}</td></tr>`,
  );
  const head = '<thead><tr><th>Kind</th><th>On</th><th>Acted on</th></tr></thead>';
  return section('Faults', 'set by somebody, acting now', `<table>${head}<tbody>${rows.join('')}</tbody></table>`);
}

export function renderRequests(parts: ServerParts): string {
  // Looking at this page is no news.
  const entries = parts.requests.list().filter((one) => one.operation !== 'admin');
  const rows = [...entries.slice(-SHOWN)].reverse().map((one) => {
    const state = one.status >= 500 || one.status === 0 ? 'wrong' : one.status >= 400 ? 'late' : 'published';
    const faults = one.faults.map((kind) => ` <small class="differs">${h(kind)}</small>`).join('');
    const error = one.error === undefined ? '' : ` <small>${h(one.error.slice(0, 80))}</small>`;
    return `<tr><td class="quiet">${h(one.time.slice(11, 19))}</td><td><span class="pill ${state}">${one.status}</span></td><td>${h(one.operation)}${faults}${error}</td><td class="wide"><code>${h(one.method)} ${h(one.target.slice(0, 160))}</code></td><td class="quiet right">${one.durationMs} ms</td></tr>`;
  });
  if (rows.length === 0) return section('Recent requests', '', '<p class="quiet">None yet.</p>');
  const refused = entries.filter((one) => one.status >= 400).length;
  const note = `${entries.length} so far, ${refused} refused`;
  return section('Recent requests', note, `<table><tbody>${rows.join('')}</tbody></table>`);
}
