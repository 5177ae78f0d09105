// Which form of a project page a client asks for (PEP 691).

export type PageForm = 'json' | 'html';

export interface PageType {
  readonly form: PageForm;
  readonly contentType: string;
}

const JSON_V1: PageType = { form: 'json', contentType: 'application/vnd.pypi.simple.v1+json' };
const HTML_V1: PageType = { form: 'html', contentType: 'application/vnd.pypi.simple.v1+html' };
const PLAIN_HTML: PageType = { form: 'html', contentType: 'text/html; charset=utf-8' };

/** What an Accept member leads to. `latest` is answered with the version it stands for. Wildcards mean HTML. */
const TYPES: ReadonlyMap<string, PageType> = new Map([
  ['application/vnd.pypi.simple.v1+json', JSON_V1],
  ['application/vnd.pypi.simple.latest+json', JSON_V1],
  ['application/vnd.pypi.simple.v1+html', HTML_V1],
  ['application/vnd.pypi.simple.latest+html', HTML_V1],
  ['text/html', PLAIN_HTML],
  ['text/*', PLAIN_HTML],
  ['*/*', PLAIN_HTML],
]);

// | Accept                                                    | answer    |
// |-----------------------------------------------------------|-----------|
// | none, empty, */*                                          | text/html |
// | ...v1+json, ...v1+html;q=0.2, text/html;q=0.01 (pip, uv)  | JSON      |
// | ...v1+html, */*;q=0.1                                     | v1 HTML   |
// | text/html, */*;q=0                                        | text/html |
// | application/json, ...v2+json                              | 406       |

/** The wanted form, or undefined for 406. */
export function negotiate(accept: string | undefined): PageType | undefined {
  if (accept === undefined || accept.trim() === '') return PLAIN_HTML;
  let best: { type: PageType; quality: number; isExact: boolean } | undefined;
  for (const member of accept.slice(0, 4096).split(',')) {
    const [name = '', ...parameters] = member.split(';').map((part) => part.trim().toLowerCase());
    const type = TYPES.get(name);
    const quality = qualityOf(parameters);
    const isExact = !name.includes('*');
    if (!type || quality <= 0) continue;
    if (!best || quality > best.quality || (quality === best.quality && isExact && !best.isExact)) {
      best = { type, quality, isExact };
    }
  }
  return best?.type;
}

function qualityOf(parameters: readonly string[]): number {
  const given = parameters.find((parameter) => /^q\s*=/.test(parameter));
  if (given === undefined) return 1;
  const quality = Number(given.slice(given.indexOf('=') + 1));
  return quality >= 0 && quality <= 1 ? quality : 0;
}
