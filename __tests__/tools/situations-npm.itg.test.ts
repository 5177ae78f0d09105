// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the clients’ own spelling of a variable
// What npm, pnpm, Yarn and Bun do in a home and a project as people have them, after a login: the private package
// installs and its name reaches nobody else, or the login says why not; the doctor's verdict is the client's; after the
// logout every byte is as before.
import { existsSync, realpathSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sampled } from '../support/lane.ts';
import { QUIET } from '../support/programs/login-clients.ts';
import { findTool } from '../support/programs/tools.ts';
import { fillLoginWorld, type LoginWorld, openLoginWorld } from '../support/worlds/login-world.ts';
import {
  openStandIn,
  play,
  type Situation,
  type SituationClient,
  type StandIn,
} from '../support/worlds/situation-world.ts';

const MINUTE = 60_000;

const PACKAGE = JSON.stringify({
  name: 'app',
  version: '1.0.0',
  dependencies: { '@acme/lib': '1.0.0', 'plain-acme': '1.0.0' },
});
const SCOPED = JSON.stringify({ name: 'app', version: '1.0.0', dependencies: { '@acme/lib': '1.0.0' } });
const WORKSPACE = '{"name":"root","private":true,"workspaces":["apps/*"]}';

type Id = 'npm-10' | 'npm-11' | 'pnpm-10' | 'pnpm-11' | 'pnpm-12' | 'yarn-1' | 'yarn-4' | 'bun';
const NPM: readonly Id[] = ['npm-10', 'npm-11'];
const PNPM: readonly Id[] = ['pnpm-10', 'pnpm-11', 'pnpm-12'];

const CLIENTS: Readonly<Record<Id, Pick<SituationClient, 'tool' | 'args'> & { bin: string; node?: string }>> = {
  'npm-10': { tool: 'npm', bin: 'npm', args: ['install', '--no-audit', '--no-fund'] },
  'npm-11': { tool: 'npm', bin: 'npm', args: ['install', '--no-audit', '--no-fund'] },
  'pnpm-10': { tool: 'pnpm', bin: 'pnpm', args: ['install', '--no-frozen-lockfile'] },
  'pnpm-11': { tool: 'pnpm', bin: 'pnpm', node: '22.13.0', args: ['install', '--no-frozen-lockfile'] },
  'pnpm-12': { tool: 'pnpm', bin: 'pnpm', args: ['install', '--no-frozen-lockfile'] },
  'yarn-1': { tool: 'yarn', bin: 'yarn', args: ['install', '--non-interactive'] },
  'yarn-4': { tool: 'yarn', bin: 'yarn', args: ['install'] },
  bun: { tool: 'bun', bin: 'bun', args: ['install'] },
};

const PROJECT: Readonly<Partial<Record<Id, Readonly<Record<string, string>>>>> = {
  'yarn-1': { 'yarn.lock': '# yarn lockfile v1\n' },
  'yarn-4': { 'yarn.lock': '__metadata:\n  version: 8\n' },
};

interface Row extends Situation {
  /** Where the situation comes from: a row of the findings, or `kin`. */
  readonly row: string;
  readonly title: string;
  readonly clients: readonly Id[];
  readonly args?: readonly string[];
  /** Default: it works. Otherwise what the login says (or the doctor, where there is no login). */
  readonly told?: RegExp;
  /** A note of the login, which is no warning. */
  readonly noted?: RegExp;
  /** The doctor warns, and has no problem: older versions install. */
  readonly isWarning?: boolean;
  /** What the doctor must not say. */
  readonly neverSaid?: RegExp;
  /** Not all is installed, which is noted and may be meant. */
  readonly isUninstalled?: boolean;
}

/** Nobody listens there. */
const DEAD = 'http://127.0.0.1:9/';
const UNSET = '//npm.example/:_authToken=${NPM_TOKEN}\n';
/** Of the variable that these tests set otherwise. */
const NO_AGE = { PNPM_CONFIG_MINIMUM_RELEASE_AGE: '' };
const WEB = { 'work/apps/web/package.json': PACKAGE };
const berry = (text: string) => ({ 'work/.yarnrc.yml': `nodeLinker: node-modules\n${text}` });
const OLD = 'eyJzdGFsZSI6MX0.a-token-of-yesterday';
const SETUP_NODE = '{H}:_authToken=${NODE_AUTH_TOKEN}\nregistry={E}\nalways-auth=false\n';

const YARN_4 = findTool('yarn-4', 'yarn');
/** A program in the place of another Yarn that starts Yarn 4. */
const HANDED_OVER = `require(${JSON.stringify('missing' in YARN_4 ? '' : realpathSync(YARN_4.program))});\n// @yarnpkg/core\n`;

const ROWS: readonly Row[] = [
  // Who asks, in the address: some clients send that in the place of the token.
  ...(['u:p', 'aws'] as const).flatMap((user): Row[] => [
    {
      row: 'user in address',
      title: `${user} in .npmrc, which npm and Bun take no notice of`,
      clients: [...NPM, 'bun'],
      before: { 'work/.npmrc': `registry=http://${user}@{S}\n` },
    },
    {
      row: 'user in address',
      title: `${user} in .npmrc`,
      clients: [...PNPM, 'yarn-1'],
      before: { 'work/.npmrc': `registry=http://${user}@{S}\n` },
      told: /has the user `(?:u|aws)` in the address/,
    },
    {
      row: 'user in address',
      title: `${user} in .yarnrc.yml`,
      clients: ['yarn-4'],
      before: berry(`npmRegistryServer: "http://${user}@{S}"\nunsafeHttpWhitelist: ["127.0.0.1"]\n`),
      told: /has the user `(?:u|aws)` in the address/,
    },
  ]),
  {
    row: 'user in address',
    title: 'in pnpm-workspace.yaml',
    clients: ['pnpm-11', 'pnpm-12'],
    before: { 'work/pnpm-workspace.yaml': 'packages: ["."]\nregistries:\n  default: http://aws:old@{S}\n' },
    told: /another token/,
  },
  // A proxy of the client's own, by which nothing is reached.
  ...(
    [
      ['proxy in the user’s .npmrc', [...NPM, ...PNPM, 'yarn-1'], { 'home/.npmrc': `proxy=${DEAD}\n` }],
      ['proxy in the project’s .npmrc', [...NPM, ...PNPM, 'yarn-1'], { 'work/.npmrc': `proxy=${DEAD}\n` }],
      [
        'https-proxy in .npmrc, which is for http as well',
        [...NPM, ...PNPM],
        { 'work/.npmrc': `https-proxy=${DEAD}\n` },
      ],
      ['http-proxy in .npmrc', ['pnpm-11', 'pnpm-12'], { 'work/.npmrc': `http-proxy=${DEAD}\n` }],
      ['no-proxy, which npm does not know', NPM, { 'home/.npmrc': `proxy=${DEAD}\nno-proxy=127.0.0.1\n` }],
      ['noproxy, which is no pattern', [...NPM, ...PNPM], { 'home/.npmrc': `proxy=${DEAD}\nnoproxy=*\n` }],
      ['httpProxy of pnpm-workspace.yaml', PNPM, { 'work/pnpm-workspace.yaml': `httpProxy: ${DEAD}\n` }],
      ['httpsProxy of pnpm-workspace.yaml', PNPM, { 'work/pnpm-workspace.yaml': `httpsProxy: ${DEAD}\n` }],
      ['httpProxy of config.yaml', ['pnpm-11', 'pnpm-12'], { 'home/.config/pnpm/config.yaml': `httpProxy: ${DEAD}\n` }],
      ['proxy in pnpm’s rc', ['pnpm-10'], { 'home/.config/pnpm/rc': `proxy=${DEAD}\n` }],
      ['proxy in .yarnrc', ['yarn-1'], { 'work/.yarnrc': `proxy "${DEAD}"\n` }],
      ['proxy in the home’s .yarnrc', ['yarn-1'], { 'home/.yarnrc': `proxy "${DEAD}"\n` }],
      ['httpProxy', ['yarn-4'], berry(`httpProxy: "${DEAD}"\n`)],
      ['httpProxy in the home', ['yarn-4'], { 'home/.yarnrc.yml': `httpProxy: "${DEAD}"\n` }],
      ['networkSettings', ['yarn-4'], berry(`networkSettings:\n  "127.*":\n    httpProxy: "${DEAD}"\n`)],
      [
        'networkSettings of a pattern that is longer',
        ['yarn-4'],
        berry(`networkSettings:\n  "*":\n    enableNetwork: true\n  "127.*":\n    httpProxy: "${DEAD}"\n`),
      ],
    ] as const
  ).map(
    ([title, clients, before]): Row => ({
      row: 'proxy',
      title,
      clients,
      isUnproxied: true,
      before,
      // What a checkout alone names is asked nothing.
      told: /which does not lead to 127\.0\.0\.1|of a checkout sends the requests/,
    }),
  ),
  // The usual variables, by each client's own rules.
  ...(
    [
      ['ALL_PROXY', ['bun'], { ALL_PROXY: DEAD }, {}],
      ['HTTPS_PROXY, for http as well', [...NPM, ...PNPM], { HTTPS_PROXY: DEAD }, {}],
      ['NO_PROXY with `*`', [...NPM, ...PNPM], { HTTP_PROXY: DEAD, NO_PROXY: '*' }, {}],
      [
        'NO_PROXY, which does not hold for .yarnrc',
        ['yarn-1'],
        { HTTP_PROXY: DEAD, NO_PROXY: '127.0.0.1' },
        { 'home/.yarnrc': `proxy "${DEAD}"\n` },
      ],
      ['HTTP_PROXY in .env', ['bun'], {}, { 'work/.env': `HTTP_PROXY=${DEAD}\n` }],
      ['proxy[] of .npmrc', ['yarn-1'], {}, { 'home/.npmrc': `proxy[]=${DEAD}\n` }],
    ] as const
  ).map(
    ([title, clients, env, before]): Row => ({
      row: 'proxy',
      title,
      clients,
      isUnproxied: true,
      env,
      before,
      told: /which does not lead to 127\.0\.0\.1|of a checkout sends the requests/,
    }),
  ),
  ...(
    [
      ['ALL_PROXY', [...NPM, ...PNPM, 'yarn-1', 'yarn-4'], { ALL_PROXY: DEAD }, {}],
      ['HTTP_PROXY', ['yarn-4'], { HTTP_PROXY: DEAD }, {}],
      [
        'NO_PROXY, which holds for .npmrc',
        [...NPM, ...PNPM],
        { NO_PROXY: '127.0.0.1,localhost' },
        { 'home/.npmrc': `proxy=${DEAD}\nhttps-proxy=${DEAD}\n` },
      ],
      [
        'noProxy of pnpm-workspace.yaml',
        PNPM,
        {},
        { 'work/pnpm-workspace.yaml': `packages: ["."]\nhttpProxy: ${DEAD}\nnoProxy: 127.0.0.1\n` },
      ],
      [
        'noProxy of config.yaml',
        ['pnpm-11', 'pnpm-12'],
        {},
        { 'home/.config/pnpm/config.yaml': `httpProxy: ${DEAD}\nnoProxy: 127.0.0.1\n` },
      ],
    ] as const
  ).map(
    ([title, clients, env, before]): Row => ({
      row: 'proxy',
      title: `none: ${title}`,
      clients,
      isUnproxied: true,
      env,
      before,
    }),
  ),
  ...(
    [
      ['npm_config_proxy', [...NPM, 'pnpm-10', 'yarn-1']],
      ['pnpm_config_proxy', ['pnpm-11', 'pnpm-12']],
      ['pnpm_config_http_proxy', ['pnpm-11', 'pnpm-12']],
      ['YARN_PROXY', ['yarn-1']],
      ['YARN_HTTP_PROXY', ['yarn-4']],
    ] as const
  ).map(
    ([name, clients]): Row => ({
      row: 'proxy',
      title: name,
      clients,
      isUnproxied: true,
      env: { [name]: DEAD },
      told: /which does not lead to/,
    }),
  ),
  {
    row: 'proxy',
    title: 'without a scheme',
    clients: NPM,
    isUnproxied: true,
    before: { 'work/.npmrc': 'proxy=127.0.0.1:9\n' },
    told: /no address with a scheme/,
  },
  ...(
    [
      ['noproxy', [...NPM, 'pnpm-10', 'pnpm-12'], { 'home/.npmrc': `proxy=${DEAD}\nnoproxy=127.0.0.1\n` }],
      [
        'noproxy as a list',
        [...NPM, 'pnpm-10'],
        { 'home/.npmrc': `proxy=${DEAD}\nnoproxy[]=x.example\nnoproxy[]=127.0.0.1\n` },
      ],
      ['no-proxy', PNPM, { 'home/.npmrc': `proxy=${DEAD}\nno-proxy=127.0.0.1\n` }],
      [
        'taken back by the project',
        [...NPM, ...PNPM],
        { 'home/.npmrc': `proxy=${DEAD}\n`, 'work/.npmrc': 'proxy=null\n' },
      ],
      ['Bun, which reads none of its files', ['bun'], { 'home/.npmrc': `proxy=${DEAD}\nhttps-proxy=${DEAD}\n` }],
      ['https-proxy, by the kind of address', ['yarn-1'], { 'work/.npmrc': `https-proxy=${DEAD}\n` }],
      ['httpsProxy, by the kind of address', ['yarn-4'], berry(`httpsProxy: "${DEAD}"\n`)],
    ] as const
  ).map(
    ([title, clients, before]): Row => ({ row: 'proxy', title: `none: ${title}`, clients, isUnproxied: true, before }),
  ),
  {
    row: 'offline',
    title: 'networkSettings that allow more for a longer pattern',
    clients: ['yarn-4'],
    before: berry('networkSettings:\n  "*":\n    enableNetwork: false\n  "127.0.0.*":\n    enableNetwork: true\n'),
  },
  // A list where the client wants one value.
  ...(
    [
      ['registry[]', 'registry[]={O}\n'],
      ['@acme:registry[]', '@acme:registry[]={O}\n'],
      ['_authToken[]', '{H}:_authToken[]=stale\n'],
    ] as const
  ).flatMap(([title, text]): Row[] => [
    {
      row: 'list',
      title: `${title} in the project’s .npmrc`,
      clients: [...NPM, 'pnpm-10', 'pnpm-11', 'yarn-1'],
      before: { 'work/.npmrc': text },
      told: /\[\]`, a list/,
    },
    {
      row: 'list',
      title: `${title}, which is no setting`,
      clients: ['pnpm-12', 'bun'],
      before: { 'work/.npmrc': text },
    },
    {
      row: 'list',
      title: `${title} in the user’s .npmrc`,
      clients: title.startsWith('@') ? ['pnpm-12', 'bun'] : [...NPM, ...PNPM, 'yarn-1', 'bun'],
      before: { 'home/.npmrc': text },
    },
    {
      row: 'list',
      title: `${title} in the user’s .npmrc, for a scope`,
      clients: title.startsWith('r') ? ['pnpm-12', 'bun'] : [...NPM, ...PNPM, 'yarn-1', 'bun'],
      scopes: ['@acme'],
      before: { 'home/.npmrc': text, 'work/package.json': SCOPED },
    },
  ]),
  // Workspaces that are no list of patterns.
  ...(
    [
      ['a text', 'apps/*'],
      ['an object with a text', { packages: 'apps/*' }],
      ['an object without packages', { nohoist: ['apps/*'] }],
    ] as const
  ).flatMap(([title, workspaces]): Row[] => {
    const of = {
      row: 'workspaces',
      folder: 'apps/web',
      before: {
        'work/package.json': JSON.stringify({ name: 'root', private: true, workspaces }),
        'work/.npmrc': 'registry={O}\n',
      },
    };
    return [
      { ...of, title: `${title}, at which npm stops`, clients: NPM, told: /`workspaces`/ },
      { ...of, title: `${title}, of which Bun takes no notice`, clients: ['bun'] },
    ];
  }),
  ...(
    [
      ['`..`, back into the root', '../work/apps/*', ['bun'], NPM],
      ['`\\\\`', 'apps\\*', NPM, ['bun']],
      ['`/` at the beginning', '/apps/*', NPM, ['bun']],
      ['blanks', ' apps/* ', [], [...NPM, 'bun']],
      ['`..` in the middle', 'apps/../apps/*', [...NPM, 'bun'], []],
    ] as const
  ).flatMap(([title, pattern, members, others]): Row[] => {
    const of = {
      row: 'workspaces',
      title: `a pattern with ${title}`,
      folder: 'apps/web',
      before: {
        'work/package.json': JSON.stringify({ name: 'root', private: true, workspaces: [pattern] }),
        'work/.npmrc': 'registry={O}\n',
      },
    };
    return [
      { ...of, clients: members, told: /work\/\.npmrc/ },
      { ...of, clients: others },
    ];
  }),
  // The program that a folded text names.
  ...(
    [
      ['behind `>-`', 'yarnPath: >-\n  ./missing.cjs\n'],
      ['in the next line', 'yarnPath:\n  ./missing.cjs\n'],
      ['in quotes over two lines', '"yarnPath": "./mis\\\n  sing.cjs"\n'],
    ] as const
  ).map(
    ([title, text]): Row => ({
      row: 'yarnPath',
      title,
      clients: ['yarn-1', 'yarn-4'],
      before: berry(text),
      told: /missing\.cjs as the Yarn to start/,
    }),
  ),
  // A gate of age and what it does not hold for.
  ...(
    [
      ['none of ours', 'told', ['typescript'], ['bun', 'pnpm-10', 'pnpm-12', 'npm-11', 'yarn-4']],
      ['one of ours alone', 'noted', ['@acme/lib'], ['bun', 'pnpm-10', 'pnpm-12', 'npm-11', 'yarn-4']],
      ['a version of ours', 'told', ['@acme/lib@0.9.0', 'plain-acme@0.9.0'], ['pnpm-10', 'pnpm-12', 'yarn-4']],
      ['patterns, which Bun does not know', 'told', ['@acme/*', 'plain-*'], ['bun']],
      ['patterns', 'works', ['@acme/*', 'plain-*'], ['pnpm-10', 'pnpm-12', 'npm-11', 'yarn-4']],
      ['the names', 'works', ['@acme/lib', 'plain-acme'], ['bun', 'pnpm-10', 'pnpm-12', 'npm-11', 'yarn-4']],
      ['everything', 'works', ['*'], ['pnpm-10', 'pnpm-12']],
      ['what has no scope', 'noted', ['*'], ['npm-11', 'yarn-4']],
    ] as const
  ).flatMap(([title, comes, names, clients]): Row[] => {
    const list = JSON.stringify(names);
    const of = (client: Id): Partial<Row> => {
      if (client === 'bun')
        return {
          before: { 'work/bunfig.toml': `[install]\nminimumReleaseAge = 86400\nminimumReleaseAgeExcludes = ${list}\n` },
        };
      if (client === 'npm-11')
        return {
          before: {
            'work/.npmrc': `min-release-age=1\n${names.map((one) => `min-release-age-exclude[]=${one}\n`).join('')}`,
          },
        };
      if (client === 'yarn-4')
        return { env: { YARN_NPM_MINIMAL_AGE_GATE: '1d' }, before: berry(`npmPreapprovedPackages: ${list}\n`) };
      return {
        env: NO_AGE,
        before: { 'work/pnpm-workspace.yaml': `minimumReleaseAge: 1440\nminimumReleaseAgeExclude: ${list}\n` },
      };
    };
    return clients.map((client) => ({
      row: 'age gate',
      title: `exceptions name ${title}`,
      clients: [client],
      ...(comes === 'works' ? {} : { isWarning: true }),
      ...(comes === 'told' ? { told: /refuses every newer version/ } : {}),
      ...(comes === 'noted' ? { noted: /through, and no other name/, isUninstalled: true } : {}),
      ...of(client),
    }));
  }),
  {
    row: 'age gate',
    title: 'in .npmrc',
    clients: ['pnpm-10'],
    env: NO_AGE,
    before: { 'work/.npmrc': 'minimum-release-age=1440\n' },
    isWarning: true,
    told: /`minimum-release-age` in \.npmrc of the project/,
  },
  // What a link leads to is what the client finds.
  {
    row: 'link',
    title: 'a linked .npmrc below',
    clients: [...NPM, 'bun'],
    clientFolder: 'apps/web',
    before: { ...WEB, 'shared/npmrc': 'registry={O}\n' },
    links: { 'work/apps/web/.npmrc': '../../../shared/npmrc' },
    told: /apps\/web\/\.npmrc/,
  },
  {
    row: 'link',
    title: 'a linked folder whose workspace asks elsewhere',
    clients: ['npm-11', 'pnpm-12', 'bun', 'yarn-4'],
    clientFolder: 'lnk',
    before: {
      'mono/package.json': WORKSPACE,
      'mono/pnpm-workspace.yaml': 'packages: ["apps/*"]\n',
      'mono/yarn.lock': '__metadata:\n  version: 8\n',
      'mono/.yarnrc.yml': 'nodeLinker: node-modules\nnpmRegistryServer: "{O}"\nunsafeHttpWhitelist: ["127.0.0.1"]\n',
      'mono/.npmrc': 'registry={O}\n',
      'mono/apps/web/package.json': PACKAGE,
    },
    links: { 'work/lnk': '../mono/apps/web' },
    told: /mono\/\.(?:npmrc|yarnrc\.yml)/,
  },
  {
    row: 'link',
    title: 'node_modules is a link, so that its folder is the project',
    clients: NPM,
    folder: 'sub',
    args: ['view', '@acme/lib', 'version'],
    before: { 'work/package.json': PACKAGE, 'ext/.keep': '', 'work/sub/.npmrc': 'registry={O}\n' },
    links: { 'work/sub/node_modules': '../../ext' },
    isBare: true,
    told: /registry/,
  },
  {
    row: 'hidden folder',
    title: 'an action of GitHub with a registry of its own',
    clients: NPM,
    clientFolder: '.github/actions/x',
    before: { 'work/.github/actions/x/package.json': PACKAGE, 'work/.github/actions/x/.npmrc': 'registry={O}\n' },
    told: /\.github\/actions\/x/,
  },
  // The first day of a version.
  {
    row: 'age gate',
    title: 'of a scope, which Yarn gates by itself',
    clients: ['yarn-4'],
    scopes: ['acme'],
    before: { 'work/package.json': SCOPED },
  },
  ...(
    [
      [['npm-10', 'npm-11'], { 'work/.npmrc': 'before=2001-01-01\n' }, {}],
      [['npm-11'], { 'work/.npmrc': 'min-release-age=3000\n' }, {}],
      [['npm-11'], {}, { NPM_CONFIG_MIN_RELEASE_AGE: '3000' }],
      [
        ['pnpm-10', 'pnpm-12'],
        { 'work/pnpm-workspace.yaml': 'packages: ["."]\nminimumReleaseAge: 10000000\n' },
        NO_AGE,
      ],
      [['bun'], { 'work/bunfig.toml': '[install]\nminimumReleaseAge = 300000000\n' }, {}],
      [['yarn-4'], {}, { YARN_NPM_MINIMAL_AGE_GATE: '3000d' }],
    ] as const
  ).map(
    ([clients, before, env], index): Row => ({
      row: 'age gate',
      title: `that people set (${index + 1})`,
      clients,
      before,
      env,
      told: /refuses every newer version/,
      isWarning: true,
    }),
  ),
  {
    row: 'path of a variable',
    title: '`~/` in NPM_CONFIG_USERCONFIG, as YAML gives it',
    clients: [...NPM, 'pnpm-10', 'pnpm-11', 'bun'],
    env: { NPM_CONFIG_USERCONFIG: '~/.npmrc-ci' },
  },
  {
    row: 'path of a variable',
    title: 'blanks in NPM_CONFIG_USERCONFIG',
    clients: [...NPM, 'pnpm-10'],
    env: { NPM_CONFIG_USERCONFIG: ' ' },
    told: /holds blanks alone/,
  },
  {
    row: 'missing file',
    title: 'cafile, which Bun needs',
    clients: ['bun'],
    before: { 'work/.npmrc': 'cafile=/nope.pem\n' },
    told: /which does not exist/,
  },
  // What stops the client, whatever the registries are.
  ...[['x: 1\n'], ['npmScopes:\n  x:\n    registry: y\n']].map(
    ([text = '']): Row => ({
      row: 'unknown setting',
      title: text.trim(),
      clients: ['yarn-4'],
      before: berry(text),
      told: /does not know/,
    }),
  ),
  {
    row: 'unknown setting',
    title: 'in the home, where Yarn lets it pass',
    clients: ['yarn-4'],
    before: { 'home/.yarnrc.yml': 'x: 1\n' },
  },
  {
    row: 'token helper',
    title: 'of another registry, which does not exist',
    clients: ['pnpm-10', 'pnpm-11'],
    before: { 'home/.npmrc': '//other.example/:tokenHelper=/none/helper\n' },
    told: /does not exist/,
  },
  {
    row: 'token helper',
    title: 'of another registry, which pnpm 12 does not run',
    clients: ['pnpm-12'],
    before: { 'home/.npmrc': '//other.example/:tokenHelper=/none/helper\n' },
  },
  // No file decides which Yarn runs: what is private installs with either.
  ...(
    [
      ['a lock file of Yarn 1 beside .yarnrc.yml', { 'work/yarn.lock': '# yarn lockfile v1\n' }],
      ['no lock file', { 'work/yarn.lock': '' }],
      ['a lock file of Yarn 4', { 'work/yarn.lock': '__metadata:\n  version: 8\n' }],
    ] as const
  ).map(
    ([title, lock]): Row => ({
      row: 'which Yarn',
      title,
      clients: ['yarn-1', 'yarn-4'],
      before: { ...berry(''), ...lock },
    }),
  ),
  {
    row: 'which Yarn',
    title: 'yarnPath that does not exist',
    clients: ['yarn-1', 'yarn-4'],
    before: { 'work/.yarnrc.yml': 'yarnPath: .yarn/releases/yarn-4.6.0.cjs\n' },
    told: /does not exist/,
  },
  {
    row: 'reset',
    title: 'scopes that the project resets',
    clients: ['yarn-4'],
    scopes: ['@acme'],
    before: {
      'work/package.json': SCOPED,
      ...berry('npmScopes:\n  onConflict: reset\n  x: {npmRegistryServer: "{O}"}\n'),
    },
    told: /./,
  },
  // Projects below the one that was logged in at.
  {
    row: 'below',
    title: 'sixty projects, of which the last goes elsewhere',
    clients: NPM,
    before: {
      ...Object.fromEntries(
        Array.from({ length: 60 }, (_, at) => `work/apps/a${at}`).flatMap((at) => [
          [`${at}/package.json`, '{}'],
          [`${at}/.npmrc`, 'engine-strict=true\n'],
        ]),
      ),
      'work/apps/z/package.json': PACKAGE,
      'work/apps/z/.npmrc': 'registry={O}\n',
    },
    clientFolder: 'apps/z',
    told: /npm in apps\/z: /,
  },
  {
    row: 'below',
    title: 'four folders down',
    clients: [...NPM, 'bun'],
    before: { 'work/a/b/c/d/package.json': PACKAGE, 'work/a/b/c/d/.npmrc': 'registry={O}\n' },
    clientFolder: 'a/b/c/d',
    told: /in a\/b\/c\/d: /,
  },
  {
    row: 'below',
    title: 'a scope that comes from elsewhere',
    clients: NPM,
    before: { 'work/web/package.json': '{}', 'work/web/.npmrc': '@x:registry={O}\n' },
    noted: /npm in web: packages of @x come from/,
  },
  ...['test/fixtures/x', '__tests__/x', 'examples/x', 'vendor/x', 'build'].map(
    (at): Row => ({
      row: 'below',
      title: `a project that is none of ours: ${at}`,
      clients: ['npm-11'],
      before: { [`work/${at}/package.json`]: '{}', [`work/${at}/.npmrc`]: 'registry={O}\n' },
      noted: new RegExp(`npm in ${at}: .*in a folder named`),
    }),
  ),
  {
    row: 'below',
    title: 'a project that hands over to another Yarn',
    clients: ['yarn-1'],
    before: {
      'work/packages/a/package.json': PACKAGE,
      'work/packages/a/.yarnrc': 'yarn-path "./y.cjs"\n',
      'work/packages/a/y.cjs': HANDED_OVER,
      'work/packages/a/.yarnrc.yml': 'nodeLinker: node-modules\n',
    },
    clientFolder: 'packages/a',
    told: /yarn in packages\/a: nothing tells/,
  },
  // What Yarn 4 makes of its files besides merging them.
  ...(
    [
      ['a reset of the server', { 'work/.yarnrc.yml': 'npmRegistryServer:\n  onConflict: reset\n  value: "{O}"\n' }],
      ['a reset of npmRegistries', { 'work/.yarnrc.yml': 'npmRegistries:\n  onConflict: reset\n' }],
      ['a reset of everything', { 'work/.yarnrc.yml': 'onConflict: reset\nnpmRegistryServer: "{E}"\n' }],
      [
        'a variable of an environment file',
        {
          'work/.yarnrc.yml': 'injectEnvironmentFiles: [.env]\nnpmRegistryServer: "${REG:-{E}}"\n',
          'work/.env': 'REG={O}\n',
        },
      ],
      [
        'a token of .env.yarn',
        {
          'work/.yarnrc.yml': 'npmRegistries:\n  "{E}":\n    npmAuthToken: "${TOK:-}"\n',
          'work/.env.yarn': `TOK=${OLD}\n`,
        },
      ],
      ['an environment file that is missing', { 'work/.yarnrc.yml': 'injectEnvironmentFiles: [no.env]\n' }],
    ] as const
  ).map(([title, before]): Row => ({ row: 'Yarn 4', title, clients: ['yarn-4'], before, told: /./ })),
  {
    row: 'Yarn 4',
    title: 'an extended setting, and settings of Yarn in an environment file, which count for nothing',
    clients: ['yarn-4'],
    before: {
      'work/.yarnrc.yml': 'npmScopes:\n  onConflict: extend\n  x: {npmRegistryServer: "{O}"}\n',
      'work/.env.yarn': 'YARN_NPM_REGISTRY_SERVER={O}\n',
    },
  },
  {
    row: 'token helper',
    title: 'the user’s file names a program for the token',
    clients: PNPM,
    before: { 'home/.npmrc': '{H}:tokenHelper=/bin/false\n' },
    told: /tokenHelper/,
  },
  {
    row: 'token helper',
    title: 'the project’s file names a program for the token',
    clients: ['pnpm-11', 'pnpm-12'],
    before: { 'work/.npmrc': '//x.example/:tokenHelper=/bin/false\n' },
    told: /tokenHelper/,
  },
  {
    row: 'merge key',
    title: 'registries of pnpm-workspace.yaml by a merge key',
    clients: PNPM,
    before: { 'work/pnpm-workspace.yaml': 'x: &x\n  default: "{O}"\nregistries:\n  <<: *x\n' },
    told: /registries\.default/,
  },
  // Yarn 1 hands over to another program, which reads other files.
  ...(
    [
      ['yarn-path of .yarnrc', { 'work/.yarnrc': 'yarn-path "./bin/yarn.cjs"\n', 'work/bin/yarn.cjs': HANDED_OVER }],
      ['yarn-path of the home', { 'home/.yarnrc': 'yarn-path "./yarn.cjs"\n', 'home/yarn.cjs': HANDED_OVER }],
      ['yarnPath of .yarnrc.yml', { 'work/.yarnrc.yml': 'yarnPath: bin/y.cjs\n', 'work/bin/y.cjs': HANDED_OVER }],
      ['yarnPath of .yarnrc.yml above', { '.yarnrc.yml': 'yarnPath: ./y.cjs\n', 'y.cjs': HANDED_OVER }],
    ] as const
  ).map(
    ([title, before]): Row => ({
      row: 'handed over',
      title: `Yarn 1 hands over to Yarn 4 by ${title}`,
      clients: 'missing' in YARN_4 ? [] : ['yarn-1'],
      args: ['install'],
      before,
    }),
  ),
  // 16: a variable that nobody set, in a line about another registry.
  {
    row: '16',
    title: 'an unset variable in the user’s file',
    clients: ['pnpm-10', 'pnpm-11', 'pnpm-12', 'npm-11', 'bun'],
    before: { 'home/.npmrc': UNSET },
  },
  { row: '16', title: 'the same, Yarn 1', clients: ['yarn-1'], before: { 'home/.npmrc': UNSET }, told: /NPM_TOKEN/ },
  {
    row: '16',
    title: 'the same, with a scope',
    clients: ['pnpm-10'],
    scopes: ['@acme'],
    before: { 'home/.npmrc': UNSET, 'work/package.json': SCOPED },
  },
  {
    row: '16',
    title: 'an unset variable in the project’s file',
    clients: ['pnpm-10', 'npm-11', 'bun'],
    before: { 'work/.npmrc': UNSET },
  },
  {
    row: '16',
    title: 'the same, Yarn 1',
    clients: ['yarn-1'],
    before: { 'work/.npmrc': UNSET },
    told: /NPM_TOKEN/,
  },
  {
    row: '16 kin',
    title: 'an optional and an emptily defaulted variable',
    clients: PNPM,
    before: { 'home/.npmrc': '//a.example/:_authToken=${A?}\n//b.example/:_authToken=${B:-}\n' },
  },
  {
    row: '16 kin',
    title: 'a variable with a default, one in a comment and one in a section',
    clients: PNPM,
    before: { 'home/.npmrc': 'cache=${A-/tmp/x} ; ${B}\n# ${C}\n[x]\na=${D}\n' },
  },
  {
    row: '16 kin',
    title: 'an unset variable in a file that NPM_CONFIG_USERCONFIG names',
    clients: ['pnpm-10', 'pnpm-11'],
    env: { NPM_CONFIG_USERCONFIG: '{TOP}/other/npmrc' },
    before: { 'other/npmrc': UNSET },
  },
  {
    row: '16 kin',
    title: 'an unset variable, and pnpm’s own file with another registry',
    clients: ['pnpm-10'],
    before: { 'home/.npmrc': UNSET, 'home/.config/pnpm/rc': 'registry={O}\n' },
  },
  {
    row: '16 kin',
    title: 'an unset variable, and the machine’s file with another registry',
    clients: ['pnpm-10'],
    env: { NPM_CONFIG_GLOBALCONFIG: '{TOP}/machine/npmrc' },
    before: { 'home/.npmrc': UNSET, 'machine/npmrc': 'registry={O}\n' },
    told: /machine\/npmrc/,
  },
  // 17: Bun's own file.
  {
    row: '17',
    title: 'the project’s bunfig.toml names another registry',
    clients: ['bun'],
    before: { 'work/bunfig.toml': '[install]\nregistry = "{O}"\n' },
    told: /bunfig\.toml/,
  },
  {
    row: '17 kin',
    title: 'the project’s bunfig.toml, as a table',
    clients: ['bun'],
    before: { 'work/bunfig.toml': '[install.registry]\nurl = "{O}"\ntoken = "x"\n' },
    told: /bunfig\.toml/,
  },
  {
    row: '17 kin',
    title: 'the home’s bunfig.toml names another registry',
    clients: ['bun'],
    before: { 'home/.bunfig.toml': '# mine\n[install]\nregistry = "{O}" # old\n' },
  },
  {
    row: '17',
    title: 'a scope of bunfig.toml with an unset token',
    clients: ['bun'],
    before: { 'work/bunfig.toml': '[install.scopes]\nacme = { url = "{E}", token = "$NOBODY" }\n' },
  },
  {
    row: '17 kin',
    title: 'our registry in bunfig.toml with an old token',
    clients: ['bun'],
    before: { 'work/bunfig.toml': `[install]\nregistry = { url = "{E}", token = "${OLD}" }\n` },
    told: /bunfig\.toml.*another token/,
  },
  {
    row: '17 kin',
    title: 'our registry in bunfig.toml with a variable that holds an old token',
    clients: ['bun'],
    env: { ACME_TOKEN: OLD },
    before: { 'work/bunfig.toml': '[install]\nregistry = { url = "{E}", token = "$ACME_TOKEN" }\n' },
  },
  // 18 to 20: Yarn 4.
  ...(['', '    npmAuthToken: "${NOBODY-}"\n', '    npmAuthToken: "${NOBODY:-}"\n'] as const).map(
    (line): Row => ({
      row: '18',
      title: `the project’s npmScopes have our registry${line === '' ? '' : ` and ${line.trim()}`}`,
      clients: ['yarn-4'],
      before: berry(`npmScopes:\n  acme:\n    npmMinimalAgeGate: 0\n    npmRegistryServer: "{E}"\n${line}`),
    }),
  ),
  {
    row: '18',
    title: 'the same, with a scope',
    clients: ['yarn-4'],
    scopes: ['acme'],
    before: {
      'work/package.json': SCOPED,
      ...berry(
        'npmScopes:\n  acme:\n    npmMinimalAgeGate: 0\n    npmRegistryServer: "{E}"\n    npmAuthToken: "${CODEARTIFACT_TOKEN-}"\n',
      ),
    },
  },
  {
    row: '18 kin',
    title: 'the project’s npmRegistries take our token from a variable',
    clients: ['yarn-4'],
    before: berry('npmRegistries:\n  "{E}":\n    npmAuthToken: "${ACME_TOKEN-}"\n'),
  },
  {
    row: '18 kin',
    title: 'the same, without a default',
    clients: ['yarn-4'],
    before: berry('npmRegistries:\n  "{E}":\n    npmAuthToken: "${ACME_TOKEN}"\n'),
  },
  {
    row: '18 kin',
    title: 'an unset variable anywhere',
    clients: ['yarn-4'],
    before: berry('npmPublishRegistry: "${NOBODY}"\n'),
    told: /NOBODY/,
  },
  {
    row: '18 kin',
    title: 'an old token in the project',
    clients: ['yarn-4'],
    before: berry(`npmRegistries:\n  "{E}":\n    npmAuthToken: ${OLD}\n`),
    told: /another token/,
  },
  {
    row: '18 kin',
    title: 'npmAlwaysAuth: false in the project',
    clients: ['yarn-4'],
    before: berry('npmRegistries:\n  "{E}":\n    npmAlwaysAuth: false\n'),
    told: /npmAlwaysAuth/,
  },
  {
    row: '19',
    title: 'the project’s npmScopes point elsewhere',
    clients: ['yarn-4'],
    scopes: ['acme'],
    before: { 'work/package.json': SCOPED, ...berry('npmScopes:\n  acme:\n    npmRegistryServer: "{O}"\n') },
    told: /npmScopes\.acme.*outranks/,
  },
  {
    row: '19 kin',
    title: 'the project’s server points elsewhere',
    clients: ['yarn-4'],
    before: berry('npmRegistryServer: "{O}"\n'),
    told: /npmRegistryServer.*outranks/,
  },
  {
    row: '19 kin',
    title: 'a file of a parent points elsewhere',
    clients: ['yarn-4'],
    before: { '.yarnrc.yml': 'npmRegistryServer: "{O}"\n' },
    told: /npmRegistryServer.*outranks/,
  },
  {
    row: '20',
    title: 'the home’s file in flow style, CRLF',
    clients: ['yarn-4'],
    before: {
      'home/.yarnrc.yml':
        '{ enableGlobalCache: false, npmScopes: { other: { npmRegistryServer: "https://other.example/" } } }\r\n',
    },
  },
  {
    row: '20 kin',
    title: 'the home’s file knows us under three spellings',
    clients: ['yarn-4'],
    before: {
      'home/.yarnrc.yml': `npmRegistries:\n  "{H}":\n    npmAuthToken: ${OLD}\n  "{E}":\n    npmAuthToken: ${OLD}\nnpmScopes:\n  acme:\n    npmMinimalAgeGate: 0\n    npmRegistryServer: "{E}"\n    npmAuthToken: ${OLD}\n`,
    },
  },
  // 21, 22: what an .npmrc may hold.
  {
    row: '21',
    title: 'always-auth, sections, lists, tabs, CRLF, Latin-1',
    clients: ['npm-10', 'npm-11', 'pnpm-10', 'pnpm-11', 'bun'],
    before: {
      'home/.npmrc': Buffer.from(
        'always-auth=true\r\n; caf\u00e9\r\nregistry\t=\t"https://old.example/"\r\nomit[]=optional\r\nomit[] = peer\r\n[section]\r\nregistry=x',
        'latin1',
      ),
    },
  },
  {
    row: '21 kin',
    title: 'a section, which pnpm 12 takes for none',
    clients: ['pnpm-12'],
    before: { 'home/.npmrc': '[section]\nregistry={O}\n' },
    told: /home\/\.npmrc/,
  },
  {
    row: '21',
    title: 'a byte order mark',
    clients: ['npm-11', 'pnpm-10'],
    before: { 'home/.npmrc': '\uFEFFregistry=https://old.example/\r\nfund=false' },
  },
  {
    row: '21 kin',
    title: 'quoted keys, doubled keys, a comment behind a value',
    clients: ['npm-11', 'pnpm-10', 'pnpm-11', 'yarn-1'],
    before: { 'home/.npmrc': `"registry"={O}\nregistry = {O} ; mine\n'{H}:_authToken'=${OLD}\nregistry={O}` },
  },
  {
    row: '21 kin',
    title: 'a line that looks like a section and is none',
    clients: ['npm-11'],
    before: { 'home/.npmrc': '  [x]\nregistry={O}\n' },
  },
  {
    row: '22',
    title: '`_auth` without an address',
    clients: NPM,
    before: { 'home/.npmrc': '_auth=bWU6cHc=\n' },
    told: /`_auth`/,
  },
  {
    row: '22 kin',
    title: '`_authToken` without an address, in the project',
    clients: NPM,
    before: { 'work/.npmrc': `_authToken=${OLD}\n` },
    told: /`_authToken`/,
  },
  {
    row: '22 kin',
    title: '`username` and `_password` without an address, in the machine’s file',
    clients: ['npm-11'],
    env: { NPM_CONFIG_GLOBALCONFIG: '{TOP}/machine/npmrc' },
    before: { 'machine/npmrc': 'username=me\n_password=cHc=\n' },
    told: /machine\/npmrc/,
  },
  {
    row: '22 kin',
    title: '`_auth` without an address',
    clients: ['bun', 'pnpm-11'],
    before: { 'home/.npmrc': '_auth=bWU6cHc=\n' },
  },
  // 23: a project that takes the token from a variable of its own.
  {
    row: '23',
    title: 'the project takes our token from a variable',
    clients: ['npm-10', 'npm-11', 'bun', 'yarn-1', 'pnpm-10', 'pnpm-12'],
    before: { 'work/.npmrc': 'registry={E}\n{H}:_authToken=${CODEARTIFACT_TOKEN}\n' },
  },
  {
    row: '23',
    title: 'the documented variable',
    clients: ['npm-11'],
    before: { 'work/.npmrc': 'registry={E}\n{H}:_authToken=${CODEARTIFACT_AUTH_TOKEN}\n' },
  },
  {
    row: '23 kin',
    title: 'the variable holds an old token',
    clients: ['npm-11', 'bun'],
    env: { CODEARTIFACT_TOKEN: OLD },
    before: { 'work/.npmrc': '{H}:_authToken=${CODEARTIFACT_TOKEN}\n' },
  },
  {
    row: '23 kin',
    title: 'the variable is for another registry as well',
    clients: ['npm-11'],
    before: {
      'work/.npmrc': 'registry={E}\n{H}:_authToken=${SHARED_TOKEN}\n//other.example/:_authToken=${SHARED_TOKEN}\n',
    },
    told: /SHARED_TOKEN/,
  },
  {
    row: '23 kin',
    title: 'a literal old token in the project',
    clients: ['npm-11', 'pnpm-10', 'pnpm-11', 'bun', 'yarn-1'],
    before: { 'work/.npmrc': `{H}:_authToken=${OLD}\n` },
    told: /another token/,
  },
  {
    row: '23 kin',
    title: 'the project’s registry is a variable that is not set',
    clients: ['npm-11'],
    before: { 'work/.npmrc': 'registry=${NPM_REGISTRY}\n' },
    told: /NPM_REGISTRY/,
  },
  {
    row: '23 kin',
    title: 'the project’s registry is another one',
    clients: ['npm-10', 'pnpm-10', 'pnpm-11', 'pnpm-12', 'yarn-1', 'bun'],
    before: { 'work/.npmrc': 'registry={O}\n' },
    told: /\.npmrc of the project.*outranks/,
  },
  {
    row: '23 kin',
    title: 'old credentials of every kind in the user’s file',
    clients: ['npm-11', 'pnpm-10', 'pnpm-11', 'yarn-1', 'bun'],
    before: { 'home/.npmrc': '{H}:_auth=YXdzOm9sZA==\n' },
  },
  {
    row: '23 kin',
    title: 'a user name and a password in the user’s file',
    clients: ['npm-11', 'pnpm-10', 'yarn-1', 'bun'],
    before: { 'home/.npmrc': '{H}:username=me\n{H}:_password=b2xk\n' },
  },
  // 24: setup-node.
  {
    row: '24',
    title: 'setup-node before the login',
    clients: ['npm-11', 'pnpm-10', 'pnpm-11'],
    env: {
      RUNNER_TEMP: '{TOP}/temp',
      NPM_CONFIG_USERCONFIG: '{TOP}/temp/.npmrc',
      NODE_AUTH_TOKEN: 'XXXXX-XXXXX-XXXXX-XXXXX',
    },
    before: { 'temp/.npmrc': SETUP_NODE },
  },
  {
    row: '24',
    title: 'setup-node after the login',
    clients: ['npm-11'],
    env: { RUNNER_TEMP: '{TOP}/temp', NPM_CONFIG_USERCONFIG: '{TOP}/temp/.npmrc' },
    before: { 'temp/.npmrc': '' },
    later: { 'temp/.npmrc': SETUP_NODE },
    laterEnv: { NODE_AUTH_TOKEN: 'XXXXX-XXXXX-XXXXX-XXXXX' },
    told: /NODE_AUTH_TOKEN/,
    neverSaid: /expired/,
  },
  // 25: monorepos.
  {
    row: '25',
    title: 'a sub project with a registry of its own',
    clients: ['npm-11', 'pnpm-10', 'pnpm-11', 'yarn-1', 'bun'],
    before: { ...WEB, 'work/apps/web/.npmrc': 'registry={O}\n' },
    clientFolder: 'apps/web',
    told: /apps\/web\/\.npmrc/,
  },
  {
    row: '25',
    title: 'a member of pnpm’s workspace with a registry of its own',
    clients: ['pnpm-10'],
    before: {
      ...WEB,
      'work/package.json': '{"name":"root"}',
      'work/pnpm-workspace.yaml': 'packages: ["apps/*"]\n',
      'work/apps/web/.npmrc': 'registry={O}\n',
    },
    clientFolder: 'apps/web',
    told: /apps\/web\/\.npmrc/,
  },
  {
    row: '25',
    title: 'the same, whose files pnpm 11 and later do not read',
    clients: ['pnpm-11', 'pnpm-12'],
    before: {
      ...WEB,
      'work/package.json': '{"name":"root"}',
      'work/pnpm-workspace.yaml': 'packages: ["apps/*"]\n',
      'work/apps/web/.npmrc': 'registry={O}\n',
    },
    clientFolder: 'apps/web',
  },
  {
    row: '25',
    title: 'a sub project of Yarn 4',
    clients: ['yarn-4'],
    before: {
      'work/apps/api/package.json': PACKAGE,
      'work/apps/api/yarn.lock': '',
      'work/apps/api/.yarnrc.yml': 'npmRegistryServer: "{O}"\n',
    },
    clientFolder: 'apps/api',
    told: /apps\/api\/\.yarnrc\.yml/,
  },
  ...(
    [
      [['yarn-1'], '.yarnrc', '--registry "{O}"\n'],
      [['pnpm-11', 'pnpm-12'], 'pnpm-workspace.yaml', 'packages: []\nregistries:\n  default: "{O}"\n'],
      [['bun'], '.env', 'BUN_CONFIG_REGISTRY={O}\n'],
    ] as const
  ).map(
    ([clients, file, text]): Row => ({
      row: '25 kin',
      title: `a sub project with another registry in ${file}`,
      clients,
      before: { 'work/apps/api/package.json': PACKAGE, [`work/apps/api/${file}`]: text },
      clientFolder: 'apps/api',
      told: /in apps\/api: /,
    }),
  ),
  {
    row: '25 kin',
    title: 'a sub project with an old token of ours',
    clients: ['npm-11', 'bun'],
    before: { ...WEB, 'work/apps/web/.npmrc': `{H}:_authToken=${OLD}\n` },
    clientFolder: 'apps/web',
    told: /apps\/web\/\.npmrc/,
  },
  {
    row: '25 kin',
    title: 'started in a member whose root names another registry',
    clients: ['npm-11', 'bun'],
    before: { 'work/package.json': WORKSPACE, 'work/.npmrc': 'registry={O}\n' },
    folder: 'apps/web',
    told: /\.npmrc/,
  },
  {
    row: '25 kin',
    title: 'the same, of members named by braces',
    clients: ['npm-11', 'bun'],
    before: { 'work/package.json': WORKSPACE.replace('apps/*', '{apps,libs}/*'), 'work/.npmrc': 'registry={O}\n' },
    folder: 'apps/web',
    told: /\.npmrc/,
  },
  {
    row: '25 kin',
    title: 'pnpm-workspace.yaml names another registry',
    clients: PNPM,
    before: { 'work/pnpm-workspace.yaml': 'registries:\n  default: "{O}"\n' },
    told: /pnpm-workspace\.yaml/,
  },
  // 26, 27.
  {
    row: '26',
    title: 'a tool that reads NPM_TOKEN',
    clients: ['npm-11'],
    tokenVariable: 'NPM_TOKEN',
    before: { 'work/.npmrc': '{H}:_authToken=${NPM_TOKEN}\n' },
  },
  {
    row: '27',
    title: 'the client is not on PATH where login runs',
    clients: ['npm-11', 'bun'],
    env: { PATH: '/nowhere' },
  },
  // Left-over variables.
  ...(
    [
      [['npm-10', 'npm-11', 'pnpm-10', 'yarn-1', 'bun'], 'NPM_CONFIG_REGISTRY', '{O}'],
      [['npm-11', 'pnpm-10', 'yarn-1'], 'Npm_Config_Registry', '{O}'],
      [['pnpm-11', 'pnpm-12'], 'PNPM_CONFIG_REGISTRY', '{O}'],
      [['yarn-1'], 'YARN_REGISTRY', '{O}'],
      [['yarn-4'], 'YARN_NPM_REGISTRY_SERVER', '{O}'],
      [['bun'], 'BUN_CONFIG_REGISTRY', '{O}'],
      [['bun'], 'BUN_CONFIG_TOKEN', OLD],
      [['bun'], 'NPM_CONFIG_TOKEN', OLD],
      [['npm-11', 'pnpm-11'], 'npm_config_{H}:_authToken', OLD],
    ] as const
  ).flatMap(([clients, name, value]): Row[] => [
    { row: 'left over', title: `${name} where variables reach later steps`, clients, env: { [name]: value } },
    {
      row: 'left over',
      title: `${name} on a terminal`,
      clients: clients.slice(0, 2),
      surface: 'plain',
      env: { [name]: value },
      told: new RegExp(name.replace('{H}', '.*')),
    },
  ]),
  // Bun reads variables from files of the project as well.
  ...(['.env', '.env.local', '.env.production', '.env.production.local'] as const).flatMap((file): Row[] => [
    {
      row: 'left over kin',
      title: `${file} of the project names another registry, on a terminal`,
      clients: ['bun'],
      surface: 'plain',
      before: { [`work/${file}`]: 'export BUN_CONFIG_REGISTRY="{O}" # ours\n' },
      told: new RegExp(file.replaceAll('.', '\\.')),
    },
  ]),
  ...(
    [
      [{ BUN_ENV: 'test', NODE_ENV: 'development' }, '.env.test', ''],
      [{ NODE_ENV: 'development' }, '.env.development', ''],
      [{ NODE_ENV: 'staging' }, '.env.production', ''],
      [{}, '.env.production', 'NODE_ENV=development\n'],
      [{}, '.env.local', 'NODE_ENV=test\nBUN_ENV=test\n'],
    ] as const
  ).map(
    ([env, file, text]): Row => ({
      row: 'left over kin',
      title: `${file} where the mode is said by ${JSON.stringify(env)} and ${JSON.stringify(text)}`,
      clients: ['bun'],
      surface: 'plain',
      env,
      before: { 'work/.env': text, [`work/${file}`]: 'BUN_CONFIG_REGISTRY={O}\n' },
      told: new RegExp(file.replaceAll('.', '\\.')),
    }),
  ),
  {
    row: 'left over kin',
    title: '.env of the project names another registry by another variable',
    clients: ['bun'],
    before: { 'work/.env': 'COMPANY={O}\nNPM_CONFIG_REGISTRY=${COMPANY}\n' },
  },
  {
    row: 'left over kin',
    title: '.env of the project holds an old token, on a terminal',
    clients: ['bun'],
    surface: 'plain',
    before: { 'work/.env': `BUN_CONFIG_TOKEN: ${OLD}\n` },
    told: /\.env holds another token/,
  },
  {
    row: 'left over kin',
    title: 'files of variables that Bun does not read',
    clients: ['bun'],
    surface: 'plain',
    before: {
      'work/.env.development': 'BUN_CONFIG_REGISTRY={O}\n',
      'work/.env.test': 'BUN_CONFIG_REGISTRY={O}\n',
      'home/.env': 'BUN_CONFIG_REGISTRY={O}\n',
    },
  },
  {
    row: 'left over kin',
    title: 'a .env that bunfig.toml switches off, and one in UTF-16',
    clients: ['bun'],
    surface: 'plain',
    before: {
      'work/.env': 'BUN_CONFIG_REGISTRY={O}\n',
      'work/bunfig.toml': '"env" = false\n',
      'work/.env.local': Buffer.from('\uFEFFBUN_CONFIG_REGISTRY=http://127.0.0.1:9/\n', 'utf16le'),
    },
  },
  {
    row: 'left over',
    title: 'YARN_REGISTRY of Yarn 1, which Yarn 4 does not know',
    clients: ['yarn-4'],
    surface: 'plain',
    env: { YARN_REGISTRY: '{O}' },
  },
  {
    row: 'left over',
    title: 'harmless: YARN_NPM_AUTH_TOKEN, NPM_CONFIG__AUTH',
    clients: ['yarn-4', 'npm-11', 'bun'],
    env: { YARN_NPM_AUTH_TOKEN: OLD, NPM_CONFIG__AUTH: 'bWU6cHc=' },
  },
  // Files of the user that outrank .npmrc.
  {
    row: 'kin',
    title: 'pnpm’s auth.ini has an old token of ours',
    clients: PNPM,
    before: { 'home/.config/pnpm/auth.ini': `{H}:_authToken=${OLD}\n` },
  },
  {
    row: 'kin',
    title: 'pnpm’s config.yaml names another registry',
    clients: PNPM,
    before: { 'home/.config/pnpm/config.yaml': '# mine\nregistries:\n  default: "{O}"\n' },
  },
  {
    row: 'kin',
    title: 'the project’s .npmrc names the user’s file',
    clients: NPM,
    before: { 'work/.npmrc': 'userconfig=../other/npmrc\n', 'other/npmrc': 'registry={O}\n' },
  },
  {
    row: 'kin',
    title: 'a token under the address without its last slash',
    clients: ['npm-11', 'bun', 'pnpm-10', 'pnpm-11'],
    before: { 'home/.npmrc': `//127.0.0.1/:_authToken=x\n{H}:always-auth=true\n` },
  },
  {
    row: 'kin',
    title: 'the project’s .npmrc names the machine’s file, which has an old token',
    clients: NPM,
    before: { 'work/.npmrc': 'globalconfig=../machine/npmrc\n', 'machine/npmrc': 'registry={O}\n@x:registry={O}\n' },
    noted: /packages of @x come from .*machine\/npmrc/,
  },
  // Arguments of Yarn 1's command line that stand in a file.
  ...(['work/.yarnrc', 'home/.yarnrc'] as const).flatMap((file): Row[] => [
    {
      row: 'kin',
      title: `--registry in ${file}`,
      clients: ['yarn-1'],
      before: { [file]: '# ours\n--registry "{O}"\n' },
      told: /\.yarnrc/,
    },
    {
      row: 'kin',
      title: `--install.registry in ${file}`,
      clients: ['yarn-1'],
      before: { [file]: '"--install.registry" "{O}"\n' },
      told: /\.yarnrc/,
    },
  ]),
  {
    row: 'kin',
    title: 'what is no argument to Yarn 1: an address without quotation marks, a switch in them',
    clients: ['yarn-1'],
    before: { 'work/.yarnrc': '--install.offline "true"\n', 'home/.yarnrc': "--registry '{O}'\n" },
  },
  // Settings that keep the client from asking anybody.
  ...(
    [
      [['npm-10', 'npm-11', 'pnpm-10'], 'work/.npmrc', 'offline=true\n'],
      [['npm-11', 'pnpm-10'], 'home/.npmrc', 'offline = true\n'],
      [['npm-10', 'npm-11'], 'home/.npmrc', 'offline[] = false\n'],
      [PNPM, 'work/pnpm-workspace.yaml', 'offline: true\n'],
      [PNPM, 'work/pnpm-workspace.yaml', 'offline: "true"\n'],
      [['pnpm-10'], 'home/.config/pnpm/rc', 'offline=true\n'],
      [['yarn-1'], 'work/.yarnrc', '--install.offline true\n'],
      [['yarn-1'], 'home/.yarnrc', '--offline true\n'],
      [['yarn-4'], 'work/.yarnrc.yml', 'enableNetwork: false\n'],
      [['yarn-4'], 'home/.yarnrc.yml', 'networkSettings:\n  "127.*":\n    enableNetwork: false\n'],
      [['bun'], 'work/bunfig.toml', '[install]\noffline = true\n'],
    ] as const
  ).map(
    ([clients, file, text]): Row => ({
      row: 'kin',
      title: `no network, by ${file}: ${text.trim()}`,
      clients,
      before: { [file]: text },
      told: /asks no registry/,
    }),
  ),
  ...(
    [
      [['npm-11', 'pnpm-10'], 'npm_config_offline', 'true'],
      [['pnpm-11', 'pnpm-12'], 'PNPM_CONFIG_OFFLINE', 'true'],
      [['yarn-4'], 'YARN_ENABLE_NETWORK', '0'],
    ] as const
  ).map(
    ([clients, name, value]): Row => ({
      row: 'kin',
      title: `no network, by ${name}`,
      clients,
      env: { [name]: value },
      told: new RegExp(`${name} keeps`),
    }),
  ),
  {
    row: 'kin',
    title: 'switches that leave the network alone',
    clients: ['npm-11', 'pnpm-11', 'pnpm-12', 'yarn-1'],
    before: {
      'home/.npmrc': 'prefer-offline=true\noffline=false\n',
      'home/.yarnrc': '--add.offline true\n--prefer-offline true\n',
    },
  },
  // What PowerShell's \`>\` writes.
  {
    row: 'kin',
    title: 'the user’s .npmrc in UTF-16',
    clients: ['npm-10', 'npm-11', ...PNPM, 'yarn-1'],
    before: { 'home/.npmrc': Buffer.from('\uFEFFfund=false\n', 'utf16le') },
    told: /\.npmrc is UTF-16/,
  },
  {
    row: 'kin',
    title: 'the same, which Bun reads',
    clients: ['bun'],
    before: { 'home/.npmrc': Buffer.from('\uFEFF# mine\n', 'utf16le') },
  },
  {
    row: 'kin',
    title: 'the user’s .npmrc in UTF-16 of the other byte order, which Bun does not read',
    clients: ['bun', 'npm-11'],
    before: { 'home/.npmrc': Buffer.from('\uFEFF# mine\n', 'utf16le').swap16() },
    told: /\.npmrc is UTF-16/,
  },
  {
    row: 'kin',
    title: 'the project’s .npmrc in UTF-16, which says nothing to the client',
    clients: ['npm-11', 'pnpm-10', 'pnpm-11', 'pnpm-12', 'yarn-1'],
    before: { 'work/.npmrc': Buffer.from('\uFEFFregistry=https://other.example/\n', 'utf16le') },
  },
  ...(
    [
      [PNPM, 'work/pnpm-workspace.yaml', Buffer.from('\uFEFFoffline: false\n', 'utf16le')],
      [['pnpm-12'], 'work/pnpm-workspace.yaml', Buffer.from('# caf\u00e9\noffline: false\n', 'latin1')],
      [['yarn-4'], 'work/.yarnrc.yml', Buffer.from('\uFEFFnodeLinker: node-modules\n', 'utf16le')],
      [['yarn-1'], 'work/.yarnrc', Buffer.from('\uFEFFregistry "x"\n', 'utf16le')],
      [['bun'], 'work/bunfig.toml', Buffer.from('# caf\u00e9\n[install]\n', 'latin1')],
    ] as const
  ).map(
    ([clients, file, bytes], index): Row => ({
      row: 'kin',
      title: `${file} in an encoding that stops the client (${index})`,
      clients,
      before: { [file]: bytes },
      told: /does not start/,
    }),
  ),
  // A scope that comes from elsewhere is said, since it may be meant.
  ...(
    [
      [['npm-11', 'pnpm-10', 'pnpm-11', 'pnpm-12', 'yarn-1', 'bun'], 'home/.npmrc', '@x:registry={O}\n'],
      [['pnpm-11', 'pnpm-12'], 'work/pnpm-workspace.yaml', 'registries:\n  "@x": "{O}"\n'],
      [['yarn-1'], 'work/.yarnrc', '"@x:registry" "{O}"\n'],
      [['yarn-4'], 'home/.yarnrc.yml', 'npmScopes:\n  x:\n    npmRegistryServer: "{O}"\n'],
      [['bun'], 'work/bunfig.toml', '[install.scopes]\nx = "{O}"\n'],
    ] as const
  ).map(
    ([clients, file, text]): Row => ({
      row: 'kin',
      title: `another scope in ${file}`,
      clients,
      before: { [file]: text },
      noted: /packages of @x come from /,
    }),
  ),
  // Nothing logged in.
  {
    row: 'no login',
    title: 'the project names us, and nobody has a token',
    clients: ['npm-11', 'pnpm-10', 'pnpm-11', 'yarn-1', 'bun'],
    noLogin: true,
    before: { 'work/.npmrc': 'registry={E}\n' },
    told: /no token/,
  },
  {
    row: 'no login',
    title: 'the same, Yarn 4',
    clients: ['yarn-4'],
    noLogin: true,
    before: { ...berry('npmRegistryServer: "{E}"\nunsafeHttpWhitelist: ["127.0.0.1"]\n') },
    told: /no token/,
  },
];

let folder: string;
let world: LoginWorld;
let standIn: StandIn;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'situations-')));
  world = await openLoginWorld(folder);
  await fillLoginWorld(world, folder);
  standIn = await openStandIn();
}, 2 * MINUTE);
afterAll(async () => {
  await standIn.close();
  await world.close();
  await rm(folder, { recursive: true, force: true });
  expect(world.errors).toEqual([]);
}, 2 * MINUTE);

test('there are more situations than those of the findings', () => {
  const rows = new Set(ROWS.map(({ row }) => row));
  for (const number of [16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27]) expect(rows).toContain(String(number));
  const found = ROWS.filter(({ row }) => /^\d+$/.test(row)).length;
  expect(ROWS.length - found).toBeGreaterThan(found);
});

for (const id of Object.keys(CLIENTS) as Id[]) {
  const { bin, node, ...client } = CLIENTS[id];
  const found = findTool(id, bin, { node });
  if ('missing' in found) {
    describe.skip(`${id} (skipped: ${found.missing})`, () => test('situations', () => undefined));
    continue;
  }
  const rows = ROWS.filter(({ clients }) => clients.includes(id));
  describe(`${id} ${found.version}`, () => {
    test.each(
      sampled(rows, 3, id.length + id.charCodeAt(id.length - 1)).map((row) => [row.row, row.title, row] as const),
    )(
      '%s: %s',
      async (_, __, row) => {
        const played = await play(
          row,
          {
            ...client,
            args: row.args ?? client.args,
            found,
            env: (top) => ({
              ...QUIET,
              npm_config_fetch_retries: '0',
              PNPM_CONFIG_FETCH_RETRIES: '0',
              YARN_HTTP_RETRY: '0',
              YARN_CACHE_FOLDER: join(top, 'home', 'yarn-cache'),
            }),
            project: { 'package.json': PACKAGE, ...PROJECT[id] },
            isInstalled: (at) => isInstalled(at, row),
          },
          { world, standIn, folder },
        );
        const said = [...(played.report?.warnings ?? []), ...played.problems].join('\n');
        const comes = row.told === undefined && row.isUninstalled !== true;
        const text = played.isInstalled === comes ? '' : `${played.ran.text}\n${said}`;
        expect([text, played.isInstalled]).toEqual(['', comes]);
        const isSilent = row.isWarning === true || played.isInstalled;
        expect([said, played.problems.length === 0]).toEqual([said, isSilent]);
        if (row.told === undefined) {
          expect(played.leaked).toEqual([]);
          expect(played.report?.warnings ?? []).toEqual([]);
        } else {
          const heard = row.noLogin || row.later ? played.problems : (played.report?.warnings ?? []);
          expect(heard.join('\n')).toMatch(row.told);
        }
        if (row.noted) expect((played.report?.notes ?? []).join('\n')).toMatch(row.noted);
        if (row.neverSaid) expect(said).not.toMatch(row.neverSaid);
        expect(played.changed).toEqual([]);
      },
      3 * MINUTE,
    );
  });
}

/** A member's packages lie in the root of its workspace, or in both. */
function isInstalled(at: string, { before = {} }: Row): boolean {
  const wanted = before['work/package.json'] === SCOPED ? ['@acme/lib'] : ['@acme/lib', 'plain-acme'];
  return wanted.every((name) =>
    [at, join(at, '..', '..')].some((one) => existsSync(join(one, 'node_modules', name, 'index.js'))),
  );
}
