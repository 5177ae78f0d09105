// Which proxy a client takes; each line was seen with the client itself, which was started with these variables.
import { describe, expect, test } from '@jest/globals';
import { PROXY_RULES, wayOf } from '../../../src/formats/shared/proxy-variables.ts';
import { OBSERVED, observedOf, variablesOf } from '../../support/programs/proxy-observer.ts';

const HTTP = 'http://ca.corp.test:4917/r/';
const HTTPS = 'https://ca.corp.test/r/';
const ALL = { HTTP_PROXY: 'H', http_proxy: 'h', HTTPS_PROXY: 'S', https_proxy: 's', ALL_PROXY: 'A', all_proxy: 'a' };

const way = (client: keyof typeof PROXY_RULES, endpoint: string, env: Record<string, string>, address?: string) =>
  wayOf({
    client,
    rules: PROXY_RULES[client],
    endpoint,
    env,
    settings: address === undefined ? undefined : { source: 'file', setting: 'proxy', address },
  }).address;

test.each([
  ['npm', 's', 's'],
  ['pnpm', 's', 's'],
  ['pnpm12', 'S', 'S'],
  ['yarn1', 'H', 'S'],
  ['berry', undefined, undefined],
  ['bun', 'h', 's'],
  ['pip', 'h', 's'],
  ['uv', 'H', 'S'],
  ['cargo', 'h', 's'],
  ['bundler', 'h', 'h'],
  ['maven', undefined, undefined],
  ['gradle', undefined, undefined],
] as const)('%s takes %s for http and %s for https', (client, http, https) => {
  expect([way(client, HTTP, ALL), way(client, HTTPS, ALL)]).toEqual([http, https]);
});

test.each([
  ['npm', ['HTTP_PROXY', 'HTTPS_PROXY', 'PROXY'], ['HTTPS_PROXY']],
  ['yarn1', ['HTTP_PROXY'], ['HTTP_PROXY', 'HTTPS_PROXY']],
  ['bun', ['HTTP_PROXY', 'ALL_PROXY'], ['HTTPS_PROXY', 'ALL_PROXY']],
  ['pip', ['HTTP_PROXY', 'ALL_PROXY'], ['HTTPS_PROXY', 'ALL_PROXY']],
  ['uv', ['HTTP_PROXY', 'ALL_PROXY'], ['HTTPS_PROXY', 'ALL_PROXY']],
  // By curl, to which the name in capitals is what a server may be made to set.
  ['cargo', ['ALL_PROXY'], ['HTTPS_PROXY', 'ALL_PROXY']],
  ['bundler', ['HTTP_PROXY'], ['HTTP_PROXY']],
] as const)('%s reads of these alone %j for http and %j for https', (client, http, https) => {
  const read = (endpoint: string) =>
    ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'PROXY'].filter(
      (name) => way(client, endpoint, { [name]: 'x' }) === 'x',
    );
  expect([read(HTTP), read(HTTPS)]).toEqual([http, https]);
});

test.each([
  ['npm', ['ca.corp.test', 'corp.test', '.corp.test', 'x, ca.corp.test ,y']],
  [
    'yarn1',
    ['ca.corp.test', 'corp.test', '.corp.test', '*', 'CA.corp.test', 'ca.corp.test:4917', 'x, ca.corp.test ,y'],
  ],
  [
    'bun',
    [
      'ca.corp.test',
      'corp.test',
      '.corp.test',
      '*.corp.test',
      '*',
      'CA.corp.test',
      'ca.corp.test:4917',
      'x ca.corp.test',
      'x, ca.corp.test ,y',
    ],
  ],
  ['pip', ['ca.corp.test', 'corp.test', '.corp.test', '*', 'CA.corp.test', 'ca.corp.test:4917', 'x, ca.corp.test ,y']],
  ['uv', ['ca.corp.test', 'corp.test', '.corp.test', '*', 'CA.corp.test', 'x, ca.corp.test ,y']],
  ['cargo', ['ca.corp.test', 'corp.test', '.corp.test', '*', 'CA.corp.test', 'x, ca.corp.test ,y']],
] as const)('to %s, NO_PROXY spares the host as %j', (client, spelled) => {
  const entries = [
    'ca.corp.test',
    'corp.test',
    '.corp.test',
    '*.corp.test',
    '*',
    'p.test',
    'CA.corp.test',
    'ca.corp.test:4917',
    'ca.corp.test:1',
    'x ca.corp.test',
    'x, ca.corp.test ,y',
  ];
  const spared = entries.filter((NO_PROXY) => way(client, HTTP, { http_proxy: 'h', NO_PROXY }) === undefined);
  expect(spared).toEqual(spelled);
});

test.each([
  ['npm', true],
  ['pnpm', true],
  ['cargo', true],
  ['yarn1', false],
  ['berry', false],
  ['pip', false],
  ['uv', false],
] as const)('NO_PROXY holds for a proxy of the settings of %s: %s', (client, holds) => {
  expect(way(client, HTTPS, { NO_PROXY: 'ca.corp.test' }, 'x')).toBe(holds ? undefined : 'x');
  expect(way(client, HTTPS, { HTTPS_PROXY: 's' }, 'x')).toBe('x');
});

test('of two spellings of a variable, npm takes the later one', () => {
  expect(way('npm', HTTPS, { https_proxy: 's', HTTPS_PROXY: 'S' })).toBe('S');
  expect(way('npm', HTTPS, { HTTPS_PROXY: 'S', https_proxy: 's' })).toBe('s');
});

/** Of one client of each kind, in the table of what the clients were seen to do; see __tests__/tools/proxy-variables.itg.test.ts. */
describe.each(OBSERVED.map(({ id, rules }) => [id, rules] as const))('%s', (id, rules) => {
  const seen = observedOf(id);
  const place = { U: 'U', L: 'L', HOST: '127.0.0.1', PORT: '4917' };
  const judged = [...seen.keys()].map((one) => {
    const endpoint = `${one.split(' | ')[0]}://127.0.0.1:4917/r/`;
    return [one, way(rules, endpoint, variablesOf(one, place)) ?? 'direct'];
  });

  test('each combination of set, empty and unset variables is judged as the client was seen to go', () => {
    expect(seen.size).toBeGreaterThan(15);
    expect(judged).toEqual([...seen]);
  });
});
