import { expect, test } from '@jest/globals';
import { negotiate } from '../../../../src/formats/pypi/serve/negotiation.ts';

const V1 = 'application/vnd.pypi.simple.v1';

test.each([
  [undefined, 'text/html; charset=utf-8'],
  ['', 'text/html; charset=utf-8'],
  ['*/*', 'text/html; charset=utf-8'],
  ['text/html', 'text/html; charset=utf-8'],
  // pip and PDM, then uv
  [`${V1}+json, ${V1}+html; q=0.1, text/html; q=0.01`, `${V1}+json`],
  [`${V1}+json, ${V1}+html;q=0.2, text/html;q=0.01`, `${V1}+json`],
  ['application/vnd.pypi.simple.latest+json', `${V1}+json`],
  ['application/vnd.pypi.simple.latest+html', `${V1}+html`],
  [`${V1}+html, */*;q=0.1`, `${V1}+html`],
  [`*/*, ${V1}+json`, `${V1}+json`],
  [`TEXT/HTML;Q=0.5, ${V1}+JSON;q=0.4`, 'text/html; charset=utf-8'],
])('%s gets %s', (accept, contentType) => expect(negotiate(accept)?.contentType).toBe(contentType));

test.each(['application/json', 'application/vnd.pypi.simple.v2+json', 'text/html;q=0', `${V1}+json;q=2`, ',,;'])(
  '%s is not acceptable',
  (accept) => expect(negotiate(accept)).toBeUndefined(),
);
