// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the clients’ own spelling of a variable
// The model of what npm and its kin will do; each answer was seen with the real client (situations-npm.itg.test.ts).
import { describe, expect, test } from '@jest/globals';
import { winningSetting } from '../../../../src/core/operations/login/judge-tool.ts';
import type { ToolName } from '../../../../src/core/ports/package-format.ts';
import { isMember } from '../../../../src/formats/npm/names/workspaces.ts';
import { type MachineOptions, machine, registration, TOKEN } from '../../../support/worlds/logins.ts';

const PLACE = '//my-org-111122223333.d.codeartifact.eu-west-1.amazonaws.com/npm/shared/';
const ENDPOINT = `https:${PLACE}`;
const OTHER = 'https://other.example/';
const OURS = `registry=${ENDPOINT}\n${PLACE}:_authToken=${TOKEN}\n`;
const HOME = '/home/ci/.npmrc';
const PROJECT = '/project/.npmrc';

async function seen(name: ToolName, on: MachineOptions) {
  const { tool } = registration(name);
  const inspection = await tool.inspect?.({ endpoint: ENDPOINT, machine: machine(on) });
  const registries = inspection?.registries ?? [];
  const winner = (scope?: string) => {
    const one = winningSetting(registries, scope);
    return one && `${one.source}: ${one.url}`;
  };
  return {
    winner,
    tokens: inspection?.credentials.map(({ source, token }) => `${source}: ${token.reveal()}`) ?? [],
    remarks: inspection?.remarks.map((one) => one.name) ?? [],
    said: inspection?.remarks.map(({ found }) => found).join('\n') ?? '',
  };
}

const pnpmProject = (major: number) => ({ '/project/package.json': `{"packageManager":"pnpm@${major}.0.0"}` });

/** What a checkout says, beside what the user says. */
describe('a proxy of the checkout', () => {
  const evil = 'http://evil.example:3128';
  const npmrc = `; mine\nstrict-ssl=false\nhttps-proxy=${evil}\n`;
  const yaml = `packages: ["."]\nhttpsProxy: ${evil}\nstrictSsl: false\n`;
  const way = async (name: ToolName, on: MachineOptions) =>
    (await registration(name).tool.inspect?.({ endpoint: ENDPOINT, machine: machine(on) }))?.way;

  test.each([
    ['npm', { [PROJECT]: npmrc }, 3, '`strict-ssl=false` in .npmrc of the project, line 2'],
    ['npm', { [PROJECT]: `https-proxy=${evil}\ncafile=x.pem\n` }, 1, '`cafile` in .npmrc of the project, line 2'],
    ['npm', { [PROJECT]: `https-proxy=${evil}\n` }, 1, undefined],
    ['pnpm', { ...pnpmProject(10), [PROJECT]: npmrc }, 3, '`strict-ssl=false` in .npmrc of the project, line 2'],
    [
      'pnpm',
      { ...pnpmProject(10), '/project/pnpm-workspace.yaml': yaml },
      2,
      '`strictSsl` in pnpm-workspace.yaml, line 3',
    ],
    [
      'pnpm',
      { ...pnpmProject(11), '/project/pnpm-workspace.yaml': yaml },
      2,
      '`strictSsl` in pnpm-workspace.yaml, line 3',
    ],
    [
      'yarn',
      { '/project/yarn.lock': '# yarn lockfile v1\n', '/project/.yarnrc': `https-proxy "${evil}"\ncafile "x.pem"\n` },
      1,
      '`cafile` in .yarnrc of the project, line 2',
    ],
    [
      'yarn',
      {
        '/project/.yarnrc.yml': `enableStrictSsl: false\nhttpsProxy: ${evil}\n`,
        '/project/yarn.lock': '__metadata:\n',
      },
      2,
      '`enableStrictSsl` in .yarnrc.yml of the project, line 1',
    ],
    [
      'bun',
      {
        '/project/package.json': '{}',
        '/project/.env': `NODE_TLS_REJECT_UNAUTHORIZED=0\nexport HTTPS_PROXY=${evil}\n`,
      },
      2,
      '`NODE_TLS_REJECT_UNAUTHORIZED` in .env, line 1',
    ],
    ['npm', { [PROJECT]: `https-proxy=${evil}\nca=null\ncafile=null\nstrict-ssl=true\n` }, 1, undefined],
    [
      'npm',
      { [PROJECT]: `https-proxy=${evil}\nstrict-ssl=\${NAME:-false}\n` },
      1,
      '`strict-ssl=${NAME:-false}` in .npmrc of the project, line 2',
    ],
    [
      'pnpm',
      { ...pnpmProject(12), [PROJECT]: `https-proxy=${evil}\n//${new URL(ENDPOINT).host}/:cafile=x.pem\n` },
      1,
      `\`//${new URL(ENDPOINT).host}/:cafile\` in .npmrc of the project, line 2`,
    ],
    ['pnpm', { ...pnpmProject(12), [PROJECT]: `https-proxy=${evil}\n//other.example/:cafile=x.pem\n` }, 1, undefined],
    [
      'pnpm',
      {
        ...pnpmProject(12),
        '/project/pnpm-workspace.yaml': `packages: ["."]\nhttpsProxy: ${evil}\nstrictSsl: "\${NAME:-false}"\n`,
      },
      2,
      '`strictSsl` in pnpm-workspace.yaml, line 3',
    ],
    [
      'yarn',
      {
        '/project/.yarnrc.yml': `enableStrictSsl: "\${NAME:-false}"\nhttpsProxy: ${evil}\n`,
        '/project/yarn.lock': '__metadata:\n',
      },
      2,
      '`enableStrictSsl` in .yarnrc.yml of the project, line 1',
    ],
    [
      'bun',
      {
        '/project/package.json': '{}',
        '/project/.env': `HTTPS_PROXY=${evil}\n`,
        '/project/bunfig.toml': '[install]\ncafile = "x.pem"\n',
      },
      1,
      '`cafile` in bunfig.toml of the project, line 2',
    ],
  ] as const)('%s: the line, and what makes it worse', async (name, files, line, unverified) => {
    expect(await way(name, { files })).toMatchObject({ address: evil, isOfProject: true, line, unverified });
  });

  test.each([
    ['/etc/ssl/corp.pem', undefined],
    ['null', undefined],
    ['/project/corp.pem', '`cafile` in .npmrc of the project, line 2'],
    ['../corp.pem', '`cafile` in .npmrc of the project, line 2'],
    ['/tmp/${NAME}.pem', '`cafile` in .npmrc of the project, line 2'],
  ])('an authority counts that the checkout may have brought: %s', async (file, unverified) => {
    const found = await way('npm', {
      files: { [PROJECT]: `https-proxy=${evil}\ncafile=${file}\n`, '/project/.git': '' },
    });
    expect(found).toMatchObject({ isOfProject: true, unverified });
  });

  // As seen with pnpm 10, 11 and 12.
  test.each([
    [10, { [PROJECT]: `${npmrc}noproxy=other.example\n` }],
    [10, { [PROJECT]: `${npmrc}no-proxy=other.example\n` }],
    [12, { [PROJECT]: `${npmrc}noproxy=other.example\n` }],
    [11, { '/project/pnpm-workspace.yaml': `${yaml}noProxy: other.example\n` }],
  ] as const)('a list of pnpm %s takes the place of NO_PROXY: %j', async (major, files) => {
    const on = { env: { NO_PROXY: new URL(ENDPOINT).hostname } };
    const project = pnpmProject(major);
    expect(await way('pnpm', { ...on, files: { ...project, ...files } })).toMatchObject({
      address: evil,
      isOfProject: true,
    });
    const plain = Object.fromEntries(
      Object.entries(files).map(([path, text]) => [path, text.replace(/no-?proxy.*/i, '')]),
    );
    expect(await way('pnpm', { ...on, files: { ...project, ...plain } })).toMatchObject({
      because: expect.any(String),
    });
  });

  test('what the user names is none of the checkout’s', async () => {
    const found = await way('npm', { files: { [HOME]: npmrc } });
    expect(found).toMatchObject({ address: evil });
    expect(found).not.toHaveProperty('isOfProject');
    expect(await way('npm', { files: { [HOME]: `proxy=${evil}\n`, [PROJECT]: npmrc } })).toMatchObject({
      isOfProject: true,
      ownAddresses: expect.arrayContaining([evil]),
    });
  });

  test('a home that lies in it is the checkout, but for the home of the account', async () => {
    const on = { files: { '/project/.npmrc': npmrc, '/project/.git': '' }, home: '/project' };
    expect(await way('npm', { ...on, accountHome: '/root' })).toMatchObject({
      isOfProject: true,
      unverified: '`strict-ssl=false` in /project/.npmrc, line 2',
    });
    expect(await way('npm', { ...on, accountHome: '/project' })).not.toHaveProperty('isOfProject');
  });

  test('a file of the machine that the user names is the user’s, wherever it lies', async () => {
    const files = { '/srv/glob': `https-proxy=${evil}\n`, '/srv/app/.npmrc': npmrc, '/srv/app/package.json': '{}' };
    const on = machine({ files, env: { NPM_CONFIG_GLOBALCONFIG: '/srv/glob' } });
    const found = await registration('npm').tool.inspect?.({
      endpoint: ENDPOINT,
      machine: { ...on, workingDirectory: '/srv/app' },
    });
    expect(found?.way).toMatchObject({ isOfProject: true, ownAddresses: expect.arrayContaining([evil]) });
  });

  test('pnpm takes a setting of a project that names a variable for none, and what the user says counts', async () => {
    const env = { CORP: evil };
    const project = { ...pnpmProject(12), [PROJECT]: 'https-proxy=${CORP}\n' };
    expect(await way('pnpm', { files: project, env })).toMatchObject({ because: expect.any(String) });
    expect(await way('pnpm', { files: { ...project, [HOME]: 'https-proxy=${CORP}\n' }, env })).toMatchObject({
      address: evil,
      source: HOME,
    });
  });

  test('the user’s config.yaml of pnpm names a proxy as well', async () => {
    const files = {
      ...pnpmProject(12),
      '/project/pnpm-workspace.yaml': yaml,
      '/home/ci/.config/pnpm/config.yaml': `httpsProxy: ${evil}\n`,
    };
    expect(await way('pnpm', { files })).toMatchObject({ ownAddresses: expect.arrayContaining([evil]) });
  });

  test('the file for the token: a place in it by a link, and one that an earlier login has made', async () => {
    const files = { '/project/package.json': '{}', [PROJECT]: 'userconfig=/srv/link/app.js\n' };
    const { tool, request: wanted } = registration('npm');
    const request = { ...wanted, earlierEndpoints: [], sharesHost: false };
    const by = (on: MachineOptions, real: (path: string) => string = (path) => path) =>
      Promise.resolve().then(() => tool.configure({ ...request, machine: { ...machine(on), realPathOf: real } }));
    await expect(by({ files }, (path) => path.replace('/srv/link', '/project'))).rejects.toThrow(
      /lies in the checkout/,
    );
    const self = { ...files, [PROJECT]: 'userconfig=/proc/self/cwd/public/app.js\n' };
    await expect(by({ files: self })).rejects.toThrow(/lies in the checkout/);
    const again = { ...files, '/srv/link/app.js': `@acme:registry=${ENDPOINT}\n` };
    expect((await by({ files: again })).files[0]?.path).toBe('/srv/link/app.js');
  });

  test('a file for the token that it names in itself', async () => {
    const files = { '/project/package.json': '{}', [PROJECT]: 'userconfig=./public/app.js\n' };
    expect((await seen('npm', { files })).said).toContain("take /project/public/app.js for the user's file");
    const { tool, request: wanted } = registration('npm');
    const request = { ...wanted, earlierEndpoints: [], sharesHost: false };
    const planned = () => tool.configure({ ...request, machine: machine({ files }) });
    await expect(Promise.resolve().then(planned)).rejects.toMatchObject({ code: 'CA-INPUT-001' });
    const elsewhere = { ...files, [PROJECT]: 'userconfig=/etc/ci/npmrc\n', '/etc/ci/npmrc': '' };
    expect((await tool.configure({ ...request, machine: machine({ files: elsewhere }) })).files[0]?.path).toBe(
      '/etc/ci/npmrc',
    );
    const bashrc = { ...files, [PROJECT]: 'userconfig=~/.bashrc\n', '/home/ci/.bashrc': 'alias x=y\n' };
    await expect(Promise.resolve(tool.configure({ ...request, machine: machine({ files: bashrc }) }))).rejects.toThrow(
      /something else/,
    );
  });
});

describe('npm', () => {
  test('variables, project, user, machine, in that order', async () => {
    const files = { [HOME]: OURS, [PROJECT]: `registry=${OTHER}p/\n`, '/opt/etc/npmrc': `registry=${OTHER}m/\n` };
    const env = { npm_config_prefix: '/opt' };
    expect((await seen('npm', { files, env: { ...env, NPM_Config_Registry: `${OTHER}v/` } })).winner()).toBe(
      `the variable NPM_Config_Registry: ${OTHER}v/`,
    );
    expect((await seen('npm', { files, env })).winner()).toBe(`.npmrc of the project: ${OTHER}p/`);
    const { [PROJECT]: _, ...without } = files;
    expect((await seen('npm', { files: without, env })).winner()).toBe(`${HOME}: ${ENDPOINT}`);
    const { [HOME]: __, ...machineOnly } = without;
    expect((await seen('npm', { files: machineOnly, env })).winner()).toBe(`/opt/etc/npmrc: ${OTHER}m/`);
  });

  test('the project is where package.json is, or the workspace that it is a member of', async () => {
    const files = {
      [HOME]: OURS,
      '/project/package.json': '{}',
      '/package.json': '{"workspaces":["pro*"]}',
      '/.npmrc': `registry=${OTHER}\n`,
      [PROJECT]: `registry=${OTHER}never/\n`,
    };
    expect((await seen('npm', { files })).winner()).toBe(`/.npmrc: ${OTHER}`);
    expect((await seen('npm', { files: { ...files, '/package.json': '{}' } })).winner()).toBe(
      `.npmrc of the project: ${OTHER}never/`,
    );
  });

  test('credentials of every kind, by the nearest address', async () => {
    const of = (lines: string) => seen('npm', { files: { [HOME]: `registry=${ENDPOINT}\n${lines}` } });
    const host = PLACE.slice(0, PLACE.indexOf('/', 2) + 1);
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    expect((await of(`${host}:_authToken=far\n${PLACE}:_authToken=near\n`)).tokens[0]).toBe(`${HOME}: near`);
    expect((await of(`${PLACE.slice(0, -1)}:_authToken=x\n`)).tokens).toEqual([`${HOME}: x`]);
    expect((await of(`${PLACE}:_auth=${base64('aws:x')}\n`)).tokens).toEqual([`${HOME}: x`]);
    expect((await of(`${PLACE}:username=aws\n${PLACE}:_password=${base64('x')}\n`)).tokens).toEqual([`${HOME}: x`]);
    expect((await of(`${PLACE}:_password=${base64('x')}\n`)).remarks).toEqual(['no-credentials']);
    expect((await of(`${PLACE}:certfile=/c\n${PLACE}:keyfile=/k\n`)).remarks).toEqual([]);
    expect((await of('')).remarks).toEqual(['no-credentials']);
  });

  test('a token that is no token', async () => {
    const line = `registry=${ENDPOINT}\n${PLACE}:_authToken=\${NODE_AUTH_TOKEN}\n`;
    const of = (env: Record<string, string>) => seen('npm', { files: { [HOME]: line }, env });
    expect((await of({})).remarks).toEqual(['unset-variable']);
    expect((await of({ NODE_AUTH_TOKEN: '' })).remarks).toEqual(['no-credentials']);
    const placeholder = await of({ NODE_AUTH_TOKEN: 'XXXXX-XXXXX-XXXXX-XXXXX' });
    expect([placeholder.remarks, placeholder.tokens]).toEqual([['placeholder-token'], []]);
  });

  test('stops at credentials without an address, wherever they stand', async () => {
    for (const line of ['_auth=bWU6cHc=', '_authToken=x', 'username=me\n_password=cHc='])
      for (const path of [HOME, PROJECT])
        expect((await seen('npm', { files: { [HOME]: OURS, [path]: `${OURS}${line}\n` } })).remarks).toEqual([
          'invalid-auth',
        ]);
    expect((await seen('npm', { files: { [HOME]: `${OURS}username=me\n` } })).remarks).toEqual(['invalid-auth']);
  });
});

test.each([
  [['apps/*'], 'apps/web', true],
  [['apps/*'], 'apps/web/x', false],
  [['**'], 'apps/web/x', true],
  [['./apps/**/'], 'apps/a/b', true],
  [['apps/*', '!apps/web'], 'apps/web', false],
  [['a.s/*'], 'aps/x', false],
])('members of %j: %s %s', (patterns, folder, expected) => {
  expect(isMember(patterns, folder)).toBe(expected);
});

describe('pnpm', () => {
  const unset = {
    [HOME]: `//npm.example/:_authToken=\${NPM_TOKEN}\n${OURS}${PLACE.replace('.com/', '.com:443/')}:_authToken=x\n`,
  };

  test.each([10, 11, 12])('%i takes in what `<<` names in pnpm-workspace.yaml', async (major) => {
    const of = async (text: string) =>
      (
        await seen('pnpm', { files: { [HOME]: OURS, ...pnpmProject(major), '/project/pnpm-workspace.yaml': text } })
      ).winner();
    const named = `x: &x\n  default: ${OTHER}\n`;
    expect(await of(`${named}registries:\n  <<: *x\n`)).toBe(`pnpm-workspace.yaml: ${OTHER}`);
    expect(await of(`${named}y: &y {<<: *x}\nregistries: {<<: [{}, *y]}\n`)).toBe(`pnpm-workspace.yaml: ${OTHER}`);
    expect(await of(`y: &y {registries: {default: "${OTHER}"}}\n<<: *y\n`)).toBe(`pnpm-workspace.yaml: ${OTHER}`);
    expect(await of(`${named}registries:\n  <<: *x\n  default: ${ENDPOINT}\n`)).toBe(
      `pnpm-workspace.yaml: ${ENDPOINT}`,
    );
  });

  test.each([10, 11, 12])(
    '%i takes the token that a program prints before one that stands in a file',
    async (major) => {
      const program = { '/bin/helper': '', '/x': '' };
      const of = (files: Record<string, string>) =>
        seen('pnpm', { files: { ...pnpmProject(major), ...program, ...files } });
      const port = `${PLACE.replace('.com/', '.com:443/')}:_authToken=${TOKEN}\n`;
      const helper = `${PLACE}:tokenHelper=/bin/helper\n`;
      expect((await of({ [HOME]: OURS + port + helper })).remarks).toEqual(['token-helper']);
      // The address that says more goes first, and who has a program alone has what is needed.
      const above = await of({ [HOME]: `${OURS}${port}${PLACE.replace(/npm.*/, '')}:tokenHelper=/x\n` });
      expect(above.said).not.toContain('instead of the token');
      expect((await of({ [HOME]: `registry=${ENDPOINT}\n${helper}` })).remarks).toEqual([]);
      // To 11, every program is run at the start.
      const said = (text: string) => (major < 12 ? [['token-helper'], expect.stringContaining(text)] : [[], '']);
      const start = await of({ [HOME]: `${OURS}${port}//other.example/:tokenHelper=/bin/helper\n` });
      expect([start.remarks, start.said]).toEqual(said('where it fails'));
      const missing = await of({ [HOME]: `${OURS}${port}//other.example/:tokenHelper=/none\n` });
      expect([missing.remarks, missing.said]).toEqual(said('does not exist'));
      // A checkout may not name programs.
      const project = await of({ [HOME]: OURS + port, [PROJECT]: '//x.example/:tokenHelper=/bin/helper\n' });
      expect(project.remarks).toEqual(major === 10 ? [] : ['token-helper']);
    },
  );

  test('10 drops a file over one unset variable; 11 does not', async () => {
    const ten = await seen('pnpm', { files: { ...unset, ...pnpmProject(10) } });
    expect([ten.winner(), ten.remarks]).toEqual([undefined, ['dropped-file']]);
    const eleven = await seen('pnpm', { files: { ...unset, ...pnpmProject(11) } });
    expect([eleven.winner(), eleven.remarks]).toEqual([`${HOME}: ${ENDPOINT}`, []]);
    const set = await seen('pnpm', { files: { ...unset, ...pnpmProject(10) }, env: { NPM_TOKEN: '' } });
    expect(set.winner()).toBe(`${HOME}: ${ENDPOINT}`);
    const unknown = await seen('pnpm', { files: unset });
    expect(unknown.remarks).toContain('dropped-file');
  });

  test('the installed version counts where the project names none', async () => {
    const installed = {
      '/usr/bin/pnpm': '',
      '/usr/lib/node_modules/pnpm/package.json': '{"name":"pnpm","version":"11.2.0"}',
    };
    expect((await seen('pnpm', { files: { ...unset, ...installed }, env: { PATH: '/usr/bin' } })).remarks).toEqual([]);
  });

  test('11 knows YAML files, auth.ini and variables of its own; 10 knows npm’s', async () => {
    const of = (major: number, files: Record<string, string>, env: Record<string, string> = {}) =>
      seen('pnpm', { files: { [HOME]: OURS, ...pnpmProject(major), ...files }, env });
    const folder = '/home/ci/.config/pnpm';
    for (const files of [
      { [`${folder}/config.yaml`]: `registry: ${OTHER}\n` },
      { [`${folder}/auth.ini`]: `registry=${OTHER}\n` },
      { '/project/pnpm-workspace.yaml': `registry: ${OTHER}\n` },
    ]) {
      expect((await of(11, files)).winner()).toContain(OTHER);
      expect((await of(10, files)).winner()).toBe(`${HOME}: ${ENDPOINT}`);
    }
    const both = { '/project/pnpm-workspace.yaml': `registries:\n  default: ${OTHER}\n  '@acme': ${OTHER}\n` };
    expect((await of(10, both)).winner('@acme')).toContain(OTHER);
    expect((await of(11, {}, { npm_config_registry: OTHER })).winner()).toBe(`${HOME}: ${ENDPOINT}`);
    expect((await of(10, {}, { npm_config_registry: OTHER })).winner()).toContain(OTHER);
    expect((await of(11, {}, { PNPM_CONFIG_REGISTRY: OTHER })).winner()).toContain(OTHER);
  });
});

describe('Yarn', () => {
  test('1 does not start over an unset variable, reads parents last and .yarnrc after .npmrc', async () => {
    const lock = { '/project/yarn.lock': '# yarn lockfile v1\n' };
    const ours = `${OURS}${PLACE}:always-auth=true\n`;
    const of = (files: Record<string, string>) => seen('yarn', { files: { [HOME]: ours, ...lock, ...files } });
    expect((await of({ [PROJECT]: 'x=${NOBODY}\n' })).said).toContain('NOBODY');
    expect((await of({ '/.npmrc': `registry=${OTHER}\n` })).winner()).toBe(`${HOME}: ${ENDPOINT}`);
    expect((await of({ '/project/.yarnrc': `registry "${OTHER}"\n` })).winner()).toBe(`${HOME}: ${ENDPOINT}`);
    expect((await of({ '/project/.yarnrc': `"@acme:registry" "${OTHER}"\n` })).winner('@acme')).toContain(OTHER);
    expect((await seen('yarn', { files: { ...lock, [HOME]: OURS } })).remarks).toEqual(['always-auth']);
  });

  describe('4', () => {
    const rc = '/home/ci/.yarnrc.yml';
    const project = '/project/.yarnrc.yml';
    const ours = `npmRegistryServer: "${ENDPOINT}"\nnpmScopes:\n  acme:\n    npmRegistryServer: "${ENDPOINT}"\nnpmRegistries:\n  "${ENDPOINT}":\n    npmAlwaysAuth: true\n    npmAuthToken: ${TOKEN}\n`;
    const of = (files: Record<string, string>, env: Record<string, string> = {}) =>
      seen('yarn', { files: { '/project/yarn.lock': '__metadata:\n', [rc]: ours, ...files }, env });

    test.each([
      [`npmRegistryServer:\n  onConflict: reset\n  value: "${OTHER}"\n`, '', OTHER],
      [`npmRegistryServer: {onConflict: extend, value: "${OTHER}"}\n`, '', OTHER],
      [`npmScopes:\n  acme:\n    npmRegistryServer: {onConflict: reset, value: "${OTHER}"}\n`, '@acme', OTHER],
      [`npmScopes:\n  onConflict: skip\n  acme: {npmRegistryServer: "${OTHER}"}\n`, '@acme', OTHER],
      ['npmScopes:\n  onConflict: reset\n', '@acme', undefined],
      ['npmScopes:\n  onConflict: hardReset\n  acme: {}\n', '@acme', undefined],
      ['npmScopes:\n  acme:\n    onConflict: reset\n', '@acme', undefined],
      ['onConflict: reset\n', '', undefined],
      ['npmScopes:\n  onConflict: extend\n', '@acme', ENDPOINT],
    ])('%j', async (text, scope, url) => {
      const winner = (await of({ [project]: text })).winner(scope || undefined);
      expect(winner?.replace(/^\S+(?: of the project)?: /, '')).toBe(url);
    });

    test('a reset of npmRegistries takes the token away', async () => {
      const found = await of({ [project]: 'npmRegistries:\n  onConflict: reset\n' });
      expect([found.tokens, found.remarks]).toEqual([[], ['no-credentials']]);
    });

    test('environment files come before the variables of the process, and fill settings alone', async () => {
      const server = { [project]: 'npmRegistryServer: "${REG:-x}"\n' };
      const env = { REG: ENDPOINT };
      expect((await of(server, env)).winner()).toContain(ENDPOINT);
      expect((await of({ ...server, '/project/.env.yarn': `REG=${OTHER}\n` }, env)).winner()).toContain(OTHER);
      const named = { [project]: `${server[project]}injectEnvironmentFiles:\n  - ./a.env\n  - b.env?\n` };
      expect((await of({ ...named, '/project/a.env': `REG="${OTHER}"\n` }, env)).winner()).toContain(OTHER);
      expect((await of({ ...named, '/project/.env.yarn': `REG=${OTHER}\n` }, env)).said).toContain('./a.env');
      expect((await of({ '/project/.env.yarn': `YARN_NPM_REGISTRY_SERVER=${OTHER}\n` })).winner()).toContain(ENDPOINT);
      const above = { '/.yarnrc.yml': 'injectEnvironmentFiles: [x.env]\n', '/x.env': `REG=${OTHER}\n` };
      expect((await of({ ...server, ...above }, env)).winner()).toContain(OTHER);
    });
  });

  test('4 merges its files key by key, the nearest first', async () => {
    const rc = '/home/ci/.yarnrc.yml';
    const ours = `npmRegistryServer: "${ENDPOINT}"\nnpmRegistries:\n  "${ENDPOINT}":\n    npmAlwaysAuth: true\n    npmAuthToken: ${TOKEN}\n`;
    const of = (files: Record<string, string>, env: Record<string, string> = {}) =>
      seen('yarn', { files: { '/project/yarn.lock': '__metadata:\n', [rc]: ours, ...files }, env });
    expect((await of({})).remarks).toEqual([]);
    const token = (value: string) => ({
      '/project/.yarnrc.yml': `npmRegistries:\n  "${ENDPOINT}":\n    npmAuthToken: ${value}\n`,
    });
    expect((await of(token('old'))).tokens[0]).toBe('.yarnrc.yml of the project: old');
    expect((await of(token('"${NOBODY-}"'))).remarks).toEqual(['no-credentials']);
    expect((await of(token('"${NOBODY}"'))).remarks).toEqual(['unset-variable']);
    // Another spelling is another key, and the one with a scheme is looked for first.
    const spelled = { '/project/.yarnrc.yml': `npmRegistries:\n  "${PLACE}":\n    npmAuthToken: old\n` };
    expect((await of(spelled)).tokens).toEqual([`${rc}: ${TOKEN}`]);
    expect((await of({ '/.yarnrc.yml': `npmRegistryServer: ${OTHER}\n` })).winner()).toBe(`/.yarnrc.yml: ${OTHER}`);
    expect((await of({}, { YARN_REGISTRY: OTHER })).winner()).toBe(`${rc}: ${ENDPOINT}`);
    // The home's file keeps its name.
    const renamed = await seen('yarn', {
      files: { '/project/yarn.lock': '__metadata:\n', [rc]: ours },
      env: { YARN_RC_FILENAME: '.other.yml' },
    });
    expect(renamed.winner()).toBe(`${rc}: ${ENDPOINT}`);
  });
});

test('Bun: variables, bunfig.toml of project and home, .npmrc of project and home', async () => {
  const toml = (url: string) => `[install]\nregistry = "${url}"\n`;
  const files: Record<string, string> = {
    [HOME]: OURS,
    [PROJECT]: `registry=${OTHER}4/\n`,
    '/home/ci/.bunfig.toml': toml(`${OTHER}3/`),
    '/project/bunfig.toml': toml(`${OTHER}2/`),
  };
  const env = { BUN_CONFIG_REGISTRY: `${OTHER}1/` };
  expect((await seen('bun', { files, env })).winner()).toContain(`${OTHER}1/`);
  for (const [number, path] of [
    ['2', '/project/bunfig.toml'],
    ['3', '/home/ci/.bunfig.toml'],
    ['4', PROJECT],
  ] as const) {
    expect((await seen('bun', { files })).winner()).toContain(`${OTHER}${number}/`);
    delete files[path];
  }
  expect((await seen('bun', { files })).winner()).toBe(`${HOME}: ${ENDPOINT}`);
  const scoped = {
    ...files,
    '/project/bunfig.toml': `[install.scopes]\nacme = { url = "${ENDPOINT}", token = "$NOBODY" }\n`,
  };
  expect((await seen('bun', { files: scoped })).tokens).toEqual([`${HOME}: ${TOKEN}`]);
});

describe('variables that Bun takes from files of the project', () => {
  const said = async (env: string, more: Record<string, string> = {}, process: Record<string, string> = {}) =>
    (await seen('bun', { files: { [HOME]: OURS, '/project/.env': env, ...more }, env: process })).winner();
  const ours = `${HOME}: ${ENDPOINT}`;

  // Each was seen with Bun 1.4.5.
  test.each([
    `export BUN_CONFIG_REGISTRY=${OTHER}`,
    `  BUN_CONFIG_REGISTRY = ${OTHER}  `,
    `BUN_CONFIG_REGISTRY="${OTHER}"`,
    `BUN_CONFIG_REGISTRY='${OTHER}'`,
    `BUN_CONFIG_REGISTRY=\`${OTHER}\``,
    `BUN_CONFIG_REGISTRY=${OTHER} # c`,
    `BUN_CONFIG_REGISTRY=${OTHER}#c`,
    `BUN_CONFIG_REGISTRY: ${OTHER}`,
    `R=${OTHER}\nBUN_CONFIG_REGISTRY=$R`,
    `R=${OTHER}\nBUN_CONFIG_REGISTRY=\${R}`,
    `BUN_CONFIG_REGISTRY=\${R:-${OTHER}}`,
    `R=${OTHER}\nBUN_CONFIG_REGISTRY='$R'`,
    `BUN_CONFIG_REGISTRY=$R\nR=${OTHER}`,
    `A=b\r\nBUN_CONFIG_REGISTRY=${OTHER}\r\n`,
    `A=b\rBUN_CONFIG_REGISTRY=${OTHER}\r`,
    `BUN_CONFIG_REGISTRY=https://first.example/\nBUN_CONFIG_REGISTRY=${OTHER}`,
    `A-B=1\nA\nBUN_CONFIG_REGISTRY=${OTHER}`,
    `NPM_CONFIG_REGISTRY=${OTHER}`,
    `npm_config_registry=${OTHER}`,
  ])('%j names a registry', async (text) => {
    expect(await said(`${text}\n`)).toBe(`.env: ${OTHER}`);
  });

  test.each([
    `# BUN_CONFIG_REGISTRY=${OTHER}`,
    `A="x\nBUN_CONFIG_REGISTRY=${OTHER}\n"`,
    `BUN_CONFIG_REGISTRY:${OTHER}`,
    'BUN_CONFIG_REGISTRY=',
    `Npm_Config_Registry=${OTHER}`,
  ])('%j names none', async (text) => {
    expect(await said(`${text}\n`)).toBe(ours);
  });

  test('four files, those of the mode that NODE_ENV names', async () => {
    const one = (name: string) => `BUN_CONFIG_REGISTRY=${OTHER}${name}/\n`;
    const files: Record<string, string> = {
      '/project/.env.local': one('local'),
      '/project/.env.production': one('production'),
      '/project/.env.production.local': one('production-local'),
      '/project/.env.test': one('test'),
    };
    const winner = (env: Record<string, string> = {}) => said(one('env'), files, env);
    expect(await winner()).toBe(`.env.production.local: ${OTHER}production-local/`);
    delete files['/project/.env.production.local'];
    expect(await winner()).toBe(`.env.local: ${OTHER}local/`);
    expect(await winner({ NODE_ENV: 'test' })).toBe(`.env.test: ${OTHER}test/`);
    delete files['/project/.env.local'];
    expect(await winner()).toBe(`.env.production: ${OTHER}production/`);
    expect(await winner({ NODE_ENV: 'development' })).toBe(`.env: ${OTHER}env/`);
    expect(await winner({ NODE_ENV: 'staging' })).toBe(`.env.production: ${OTHER}production/`);
    expect(await winner({ NODE_ENV: 'production', BUN_ENV: 'test' })).toBe(`.env.test: ${OTHER}test/`);
    expect(await said(`${one('env')}NODE_ENV=test\n`, files)).toBe(`.env.production: ${OTHER}production/`);
    expect(await winner({ BUN_CONFIG_REGISTRY: ENDPOINT })).toBe(`the variable BUN_CONFIG_REGISTRY: ${ENDPOINT}`);
    for (const text of ['env = false', '[env]\nfile = false'])
      expect(await said(one('env'), { ...files, '/project/bunfig.toml': text })).toBe(ours);
  });

  test('the home is settled before', async () => {
    const more = { '/elsewhere/.npmrc': `registry=${OTHER}\n`, '/elsewhere/npmrc': `registry=${OTHER}\n` };
    expect(await said('HOME=/elsewhere\nXDG_CONFIG_HOME=/elsewhere\n', more)).toBe(ours);
    expect(await said('NPM_CONFIG_USERCONFIG=/elsewhere/npmrc\n', more)).toBe(`/elsewhere/npmrc: ${OTHER}`);
  });
});

test('patterns of networkSettings that step back for ever are not tried', async () => {
  const begun = Date.now();
  const rc = `networkSettings:\n  "${'*?'.repeat(10)}!":\n    enableNetwork: false\n`;
  const files = { '/project/yarn.lock': '__metadata:\n  version: 8\n', '/project/.yarnrc.yml': rc };
  await seen('yarn', { files });
  expect(Date.now() - begun).toBeLessThan(2_000);
});

describe('a user in the address of the repository', () => {
  const inside = (user: string) => `registry=${ENDPOINT.replace('https://', `https://${user}@`)}\n`;
  const logged = { [HOME]: `${OURS}${PLACE}:always-auth=true\n` };

  test.each([
    ['npm', 'u:p', []],
    ['npm', 'aws', []],
    ['pnpm', 'u:p', ['user-in-address']],
    ['pnpm', 'aws', ['user-in-address']],
    ['yarn', 'u:p', ['user-in-address']],
    ['yarn', 'aws', ['user-in-address']],
    ['bun', 'u:p', []],
  ] as const)('%s: %s', async (tool, user, remarks) => {
    const { port, files } = { port: PLACE.replace('.com/', '.com:443/'), files: { ...logged } };
    files[HOME] += `${port}:_authToken=${TOKEN}\n`;
    const more = tool === 'yarn' ? { '/project/yarn.lock': '# yarn lockfile v1\n' } : {};
    const found = await seen(tool, { files: { ...files, ...more, [PROJECT]: inside(user) } });
    expect(found.remarks.filter((one) => one === 'user-in-address')).toEqual(remarks);
  });

  test.each(['pnpm', 'yarn'] as const)('%s sends a token that stands there before its own', async (tool) => {
    const more = tool === 'yarn' ? { '/project/yarn.lock': '# yarn lockfile v1\n' } : {};
    const found = await seen(tool, { files: { ...logged, ...more, [PROJECT]: inside('aws:stale') } });
    expect(found.tokens[0]).toContain('stale');
    expect(found.remarks).not.toContain('user-in-address');
  });

  test('Yarn 2 and later are refused with whatever stands there', async () => {
    const rc = `npmRegistryServer: "${ENDPOINT.replace('https://', 'https://aws:t@')}"\n`;
    const files = { '/project/.yarnrc.yml': rc, '/project/yarn.lock': '__metadata:\n' };
    expect((await seen('yarn', { files })).remarks).toContain('user-in-address');
  });
});

describe('settings that Yarn 2 and later do not know', () => {
  const of = async (rc: string, more: Record<string, string> = {}) =>
    (await seen('yarn', { files: { '/project/.yarnrc.yml': rc, '/project/yarn.lock': '__metadata:\n', ...more } }))
      .remarks;

  test('stop it, in files of the project', async () => {
    expect(await of('x: 1\n')).toContain('unknown-setting');
    expect(await of('npmScopes:\n  acme:\n    registry: x\n')).toContain('unknown-setting');
    expect(await of('npmRegistries:\n  "//x":\n    npmPublishRegistry: x\n')).toContain('unknown-setting');
    expect(await of('nodeLinker: pnp\nplugins: []\nnpmScopes:\n  acme:\n    npmAuditRegistry: x\n')).not.toContain(
      'unknown-setting',
    );
    expect(await of('', { '/home/ci/.yarnrc.yml': 'x: 1\n' })).not.toContain('unknown-setting');
  });

  test('of older versions, where Yarn 4 runs', async () => {
    expect(await of('lockfileFilename: x\n')).not.toContain('unknown-setting');
    const four = { '/project/package.json': '{"packageManager":"yarn@4.5.0"}' };
    expect(await of('lockfileFilename: x\n', four)).toContain('unknown-setting');
  });

  test('a program in the place of Yarn that is not there', async () => {
    expect(await of('yarnPath: .yarn/releases/yarn-4.6.0.cjs\n')).toContain('missing-file');
    const there = { '/project/.yarn/releases/yarn-4.6.0.cjs': '' };
    expect(await of('yarnPath: .yarn/releases/yarn-4.6.0.cjs\n', there)).not.toContain('missing-file');
  });

  test('what the home says of the repository is reset', async () => {
    const scoped = { '/home/ci/.yarnrc.yml': `npmScopes:\n  acme:\n    npmRegistryServer: "${ENDPOINT}"\n` };
    expect(await of('npmScopes:\n  onConflict: reset\n', scoped)).toContain('reset-setting');
    expect(await of('npmScopes:\n  x: {npmRegistryServer: "https://x/"}\n', scoped)).not.toContain('reset-setting');
  });
});

describe('what a client makes of a path in NPM_CONFIG_USERCONFIG', () => {
  const homes = { '/home/ci/u': `registry=${OTHER}home/\n`, '/project/~/u': `registry=${OTHER}literal/\n` };
  const inHome = `/home/ci/u: ${OTHER}home/`;
  const literal = `/project/~/u: ${OTHER}literal/`;

  test.each<[string, ToolName, Record<string, string>, string, string | undefined]>([
    ['npm', 'npm', {}, '~/u', inHome],
    ['npm', 'npm', {}, '${HOME}/u', inHome],
    ['pnpm 10', 'pnpm', pnpmProject(10), '~/u', inHome],
    ['pnpm 10', 'pnpm', pnpmProject(10), '${HOME}/u', inHome],
    ['pnpm 11', 'pnpm', pnpmProject(11), '~/u', inHome],
    ['pnpm 11', 'pnpm', pnpmProject(11), '${HOME}/u', undefined],
    ['pnpm 12', 'pnpm', pnpmProject(12), '~/u', literal],
    ['Yarn 1', 'yarn', { '/project/yarn.lock': '# yarn lockfile v1\n' }, '~/u', literal],
    ['Bun', 'bun', {}, '~/u', inHome],
  ])('%s', async (_, tool, files, NPM_CONFIG_USERCONFIG, wanted) => {
    const env = { NPM_CONFIG_USERCONFIG, HOME: '/home/ci' };
    expect((await seen(tool, { files: { ...files, ...homes }, env })).winner()).toBe(wanted);
  });
});

test.each<[ToolName, MachineOptions, boolean]>([
  ['npm', { files: { [PROJECT]: 'before=2001-01-01\n' } }, true],
  ['npm', { files: { [PROJECT]: 'before=\n' } }, false],
  ['npm', { env: { npm_config_min_release_age: '3' } }, true],
  ['npm', { env: { npm_config_min_release_age: '0' } }, false],
  ['pnpm', { files: { '/project/pnpm-workspace.yaml': 'minimumReleaseAge: 60\n' } }, true],
  ['pnpm', { files: { '/project/pnpm-workspace.yaml': 'minimumReleaseAge: 0\n' } }, false],
  [
    'pnpm',
    { files: { '/project/pnpm-workspace.yaml': 'minimumReleaseAge: 60\nminimumReleaseAgeExclude: ["@acme/*"]\n' } },
    false,
  ],
  ['pnpm', { env: { PNPM_CONFIG_MINIMUM_RELEASE_AGE: '60' } }, true],
  ['pnpm', { files: { ...pnpmProject(12), '/project/pnpm-workspace.yaml': 'minimumReleaseAge: 60\n' } }, true],
  ['pnpm', { files: { ...pnpmProject(11), '/project/pnpm-workspace.yaml': 'minimumReleaseAge: 60\n' } }, false],
  ['bun', { files: { '/project/bunfig.toml': '[install]\nminimumReleaseAge = 60\n' } }, true],
  ['bun', { files: { '/project/bunfig.toml': '[install]\nminimumReleaseAge = 0\n' } }, false],
])('an age gate: %s, %j', async (tool, on, is) => {
  expect((await seen(tool, on)).remarks.includes('age-gate')).toBe(is);
});

describe('the gates of Yarn', () => {
  const files = (rc: string, version = '4.18.1') => ({
    '/project/package.json': `{"packageManager":"yarn@${version}"}`,
    '/project/.yarnrc.yml': rc,
  });
  const top = `npmRegistryServer: "${ENDPOINT}"\n`;
  const scope = `npmScopes:\n  acme:\n    npmRegistryServer: "${ENDPOINT}"\n`;

  test.each([
    [top, '4.18.1', false],
    [`${top}npmMinimalAgeGate: 3d\n`, '4.18.1', true],
    [`${top}npmMinimalAgeGate: 3d\nnpmPreapprovedPackages: ["@acme/*"]\n`, '4.18.1', true],
    [`${top}npmMinimalAgeGate: 3d\nnpmPreapprovedPackages: ["@*/*", "*"]\n`, '4.18.1', false],
    [`${scope}    npmMinimalAgeGate: 3d\nnpmPreapprovedPackages: ["@acme/*"]\n`, '4.18.1', false],
    [`${scope}    npmMinimalAgeGate: 3d\nnpmPreapprovedPackages: ["@other/*"]\n`, '4.18.1', true],
    [`${top}npmMinimalAgeGate: 0m\n`, '4.18.1', false],
    // Without a word Yarn gates the entry.
    [scope, '4.18.1', true],
    [`${scope}    npmMinimalAgeGate: 0\n`, '4.18.1', false],
    [`${scope}    npmMinimalAgeGate: 7d\n`, '4.18.1', true],
    [scope, '4.16.0', false],
  ])('%s', async (rc, version, is) => {
    expect((await seen('yarn', { files: files(rc, version) })).remarks.includes('age-gate')).toBe(is);
  });
});
