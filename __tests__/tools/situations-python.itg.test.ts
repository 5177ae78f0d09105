// What people have on their machines and in their projects when they log in: files, variables and virtual environments
// of public bug reports, and their kin. After the login the real client is run between our server and a stand-in for
// all others, through which also everything goes that is meant for the public index: the private package comes, nobody
// else hears its name, the doctor says what the client does, and after the logout every byte is as it was.
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Secret } from '../../src/core/model/secret.ts';
import { toolProbes } from '../../src/core/operations/doctor/tools.ts';
import { configure, type LoginReport } from '../../src/core/operations/login/configure.ts';
import { cleanUp } from '../../src/core/operations/login/logout.ts';
import type { ToolName } from '../../src/core/ports/package-format.ts';
import { formatList } from '../../src/formats/index.ts';
import { type RecordingHost, recordingHost } from '../support/host.ts';
import { sampled } from '../support/lane.ts';
import { buildWheel } from '../support/packages/python-package.ts';
import { type FoundTool, findTool, type Ran, runTool, whyNot } from '../support/programs/tools.ts';
import { ACCOUNT, DOMAIN } from '../support/servers/local-registry.ts';
import { fillLoginWorld, type LoginWorld, openLoginWorld, pictureOf, THEIRS } from '../support/worlds/login-world.ts';
import { registration } from '../support/worlds/logins.ts';

const MINUTES = 60_000;

interface Situation {
  /** Row of the log of situations, or `kin`. */
  readonly row: string;
  readonly title: string;
  readonly tool: ToolName;
  /** Below home (`~/…`), the project, or (`^/…`) the folder above it. `{E}`, `{OURS}`, `{THEIRS}`, `{OTHER}` are addresses. */
  readonly files?: Readonly<Record<string, string>>;
  /** Files in another encoding than UTF-8. */
  readonly encoded?: Readonly<Record<string, 'utf16le' | 'latin1'>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Where the job runs: on GitHub, variables reach later steps. */
  readonly onGitHub?: boolean;
  readonly options?: Readonly<Record<string, string>>;
  /** A second domain of the same host. */
  readonly withSecond?: boolean;
  /** It is logged in to by a login of its own, after the first. */
  readonly isSecondLater?: boolean;
  readonly run?: readonly string[];
  readonly client?: 'pip-23' | 'pip-26' | 'twine-4' | 'twine-7';
  /**
   * `works`: without a word of warning. `told`: it does not, and both the login and the doctor say so. `warned`: somebody
   * else hears the name, too, of which both warn. `gated`: new versions do not, of which both warn.
   */
  readonly comes: 'works' | 'told' | 'warned' | 'gated';
  /** In what the login says. */
  readonly says?: RegExp;
  /** In what the doctor finds, where that is asked about. */
  readonly finds?: RegExp;
  /** The project itself sends its names elsewhere, too, as it did before. */
  readonly isHeard?: boolean;
}

const MARK = '\uFEFF';
const ONE = '[global]\n';
/** Nobody listens there. */
const DEAD = 'http://127.0.0.1:9/';
const requirements = ['download', '--no-deps', '-r', 'requirements.txt', '-d', 'out'];
const uvPip = ['pip', 'install', '--target', 'out', 'acme-lib'];
const CONF = '~/.config/pip/pip.conf';
const UV = '~/.config/uv/uv.toml';
const AUTH = '~/.config/pypoetry/auth.toml';
const uvProject = (more: string) =>
  `[project]\nname = "app"\nversion = "1"\nrequires-python = ">=3.8"\ndependencies = ["acme-lib"]\n${more}`;
const index = (name: string, url: string, more = '', table = 'tool.uv.index') =>
  `[[${table}]]\nname = "${name}"\nurl = "${url}"\n${more}`;
const poetryProject = (name: string, url: string, more = '') =>
  `[project]\nname = "app"\nversion = "1"\nrequires-python = ">=3.8"\ndependencies = ["acme-lib"]\n[tool.poetry]\npackage-mode = false\n[[tool.poetry.source]]\nname = "${name}"\nurl = "${url}"\n${more}`;

const SITUATIONS: readonly Situation[] = [
  // A folder of settings that is no absolute path.
  ...(['~/.config', 'xdg', ' '] as const).flatMap((XDG_CONFIG_HOME): Situation[] =>
    (['pip', 'uv'] as const).map((tool) => ({
      row: 'path of a variable',
      title: `XDG_CONFIG_HOME is \`${XDG_CONFIG_HOME}\``,
      tool,
      env: { XDG_CONFIG_HOME },
      comes: 'works',
    })),
  ),
  // A proxy of the client's own, by which nothing is reached, whatever NO_PROXY says.
  ...(['pip-23', 'pip-26'] as const).flatMap((client): Situation[] => [
    ...(
      [
        ['[global] proxy', `${ONE}proxy = ${DEAD}\n`],
        ['[download] proxy', `[download]\nproxy = ${DEAD}\n`],
        ['proxy without a scheme', `${ONE}proxy = 127.0.0.1:9\n`],
      ] as const
    ).map(([title, text]) => ({
      row: 'proxy',
      title,
      tool: 'pip' as const,
      client,
      files: { [CONF]: text },
      comes: 'told' as const,
      says: /does not lead to 127\.0\.0\.1/,
      finds: /Take `.*proxy` out of/,
    })),
    {
      row: 'proxy',
      title: 'proxy of another command',
      tool: 'pip',
      client,
      files: { [CONF]: `[list]\nproxy = ${DEAD}\n` },
      comes: 'works',
    },
    {
      row: 'proxy',
      title: 'PIP_PROXY',
      tool: 'pip',
      client,
      env: { PIP_PROXY: DEAD },
      comes: 'told',
      says: /PIP_PROXY has pip ask by the proxy/,
      finds: /unset PIP_PROXY/,
    },
    {
      row: 'certificate',
      title: 'a client certificate that does not exist',
      tool: 'pip',
      client,
      files: { [CONF]: `${ONE}client-cert = ~/nowhere.pem\n` },
      comes: 'told',
      says: /nowhere\.pem, which does not exist/,
    },
    {
      row: 'path of a variable',
      title: 'NETRC that begins with `~`, which Python takes for the home',
      tool: 'pip',
      client,
      env: { NETRC: '~/my-netrc' },
      comes: 'works',
    },
  ]),
  {
    row: 'path of a variable',
    title: 'NETRC that begins with `~`',
    tool: 'uv',
    env: { NETRC: '~/my-netrc' },
    comes: 'works',
  },
  ...(
    [
      ['uv.toml', `http-proxy = "${DEAD}"\n`],
      [UV, `http-proxy = "${DEAD}"\n`],
      ['pyproject.toml', uvProject(`[tool.uv]\nhttp-proxy = "${DEAD}"\n`)],
    ] as const
  ).map(
    ([file, text]): Situation => ({
      row: 'proxy',
      title: `http-proxy in ${file}`,
      tool: 'uv',
      files: { 'pyproject.toml': uvProject(''), [file]: text },
      comes: 'told',
      says: /does not lead to 127\.0\.0\.1/,
    }),
  ),
  ...(
    [
      ['https-proxy, by the kind of address', `https-proxy = "${DEAD}"\n`],
      ['no-proxy', `http-proxy = "${DEAD}"\nno-proxy = ["127.0.0.1"]\n`],
    ] as const
  ).map(
    ([title, text]): Situation => ({ row: 'proxy', title, tool: 'uv', files: { 'uv.toml': text }, comes: 'works' }),
  ),
  // Gates of age, and what they do not hold for.
  ...(
    [
      ['for all', 'exclude-newer = "2020-01-01"\n', 'gated'],
      ['none', 'exclude-newer = "P0D"\n', 'works'],
      ['but for another package', 'exclude-newer = "2020-01-01"\nexclude-newer-package = { other = false }\n', 'gated'],
      ['but for ours', 'exclude-newer = "2020-01-01"\nexclude-newer-package = { Acme_Lib = false }\n', 'works'],
      ['for ours', 'exclude-newer-package = { acme-lib = "2020-01-01" }\n', 'gated'],
      ['for another package', 'exclude-newer-package = { other = "2020-01-01" }\n', 'works'],
    ] as const
  ).map(
    ([title, text, comes]): Situation => ({
      row: 'age gate',
      title: `exclude-newer ${title}`,
      tool: 'uv',
      files: { 'uv.toml': text },
      comes,
    }),
  ),
  ...(
    [
      ['of the index', 'exclude-newer = "2020-01-01"\n', '', 'gated'],
      ['that the index takes back', 'exclude-newer = false\n', '[tool.uv]\nexclude-newer = "2020-01-01"\n', 'works'],
    ] as const
  ).map(
    ([title, more, after, comes]): Situation => ({
      row: 'age gate',
      title: `exclude-newer ${title}`,
      tool: 'uv',
      files: { 'pyproject.toml': uvProject(`${index('dev', '{OURS}', `default = true\n${more}`)}${after}`) },
      comes,
    }),
  ),
  {
    row: 'age gate',
    title: 'exclude-newer of another index',
    tool: 'uv',
    files: {
      'pyproject.toml': uvProject(index('corp', '{OTHER}', 'explicit = true\nexclude-newer = "2020-01-01"\n')),
    },
    comes: 'works',
  },
  {
    row: 'refused',
    title: 'UV_HTTP_TIMEOUT',
    tool: 'uv',
    env: { UV_HTTP_TIMEOUT: 'soon' },
    comes: 'told',
    says: /UV_HTTP_TIMEOUT holds what it does not know/,
  },
  // Values at which pip ends.
  ...(['quiet = maybe', 'timeout = abc', 'python = /nope', 'no-input = 3'] as const).map(
    (line): Situation => ({
      row: 'refused',
      title: `pip’s ${line}`,
      tool: 'pip',
      files: { [CONF]: `${ONE}${line}\n` },
      comes: 'told',
      says: /pip refuses every command/,
    }),
  ),
  {
    row: 'refused',
    title: 'PIP_TIMEOUT',
    tool: 'pip',
    env: { PIP_TIMEOUT: 'abc' },
    comes: 'told',
    says: /pip refuses every command/,
  },
  // Files that uv cannot read as settings.
  ...(
    [
      ['two indexes of one name', 'pyproject.toml', uvProject(index('a', '{OURS}') + index('a', '{OTHER}'))],
      ['a name with a blank', 'pyproject.toml', uvProject(index('my corp', '{OTHER}'))],
      ['a name with a blank in the user’s file', UV, index('my corp', '{OTHER}', '', 'index')],
      ['a number for an address', 'uv.toml', 'index-url = 3\n'],
      ['a text for a switch', UV, 'offline = "no"\n'],
      ['an unknown key', UV, 'indexurl = "x"\n'],
      ['an unknown key of [pip]', 'uv.toml', '[pip]\nunknown = 1\n'],
      ['an unknown format', 'pyproject.toml', uvProject(index('a', '{OURS}', 'format = "flatt"\n'))],
      ['a version that is not this one', 'pyproject.toml', uvProject('[tool.uv]\nrequired-version = "<0.1"\n')],
    ] as const
  ).map(
    ([title, file, text]): Situation => ({
      row: 'refused',
      title,
      tool: 'uv',
      files: { 'pyproject.toml': uvProject(''), [file]: text },
      comes: 'told',
    }),
  ),
  // Settings of a project that uv takes for none.
  ...(
    [
      ['an unknown key', '[tool.uv]\nindexurl = "x"\n'],
      [
        'a wrong type, and an index of ours',
        `[tool.uv]\nnative-tls = "x"\n${index('a', '{OURS}', 'default = true\n')}`,
      ],
      ['a version that is this one', '[tool.uv]\nrequired-version = ">=0.5"\n'],
    ] as const
  ).map(
    ([title, text]): Situation => ({
      row: 'ignored',
      title,
      tool: 'uv',
      files: { 'pyproject.toml': uvProject(text) },
      comes: 'works',
    }),
  ),
  {
    row: 'two logins',
    title: 'two domains of one host, one login after the other',
    tool: 'uv',
    withSecond: true,
    isSecondLater: true,
    files: { 'pyproject.toml': uvProject('').replace('"acme-lib"', '"acme-lib", "theirs-lib"') },
    comes: 'works',
  },
  // Other files than requirements.txt, and options in short.
  ...(
    [
      ['requirements-dev.txt', '--index-url {OTHER}\nacme-lib\n'],
      ['dev-requirements.txt', '--index-url={OTHER}\nacme-lib\n'],
      ['requirements/dev.txt', '-i {OTHER}\nacme-lib\n'],
      ['requirements.txt', '--index {OTHER}\nacme-lib\n'],
      ['requirements.txt', '--py={OTHER}\nacme-lib\n'],
      ['requirements.in', '-i {OTHER}\nacme-lib\n'],
      ['a/b/c/d/requirements.txt', '-i {OTHER}\nacme-lib\n'],
      ['requirements.txt', 'acme-lib\f-i {OTHER}\n'],
    ] as const
  ).map(
    ([file, text]): Situation => ({
      row: 'requirements',
      title: `${file} with ${text.split(' ')[0]?.split('=')[0]}`,
      tool: 'pip',
      files: { [file]: text },
      run: ['download', '--no-deps', '-r', file, '-d', 'out'],
      comes: 'told',
    }),
  ),
  {
    row: 'requirements',
    title: 'a file that is named by an address',
    tool: 'pip',
    files: { 'requirements.txt': '-r file:./z.lst\n', 'z.lst': '-i {OTHER}\nacme-lib\n' },
    run: requirements,
    comes: 'told',
  },
  {
    row: 'requirements',
    title: 'texts, examples and constraints that nothing names',
    tool: 'pip',
    files: {
      'requirements.txt': 'acme-lib\n',
      'user-requirements.txt': 'What people need of it:\n--index-url {OTHER}\n',
      'docs/requirements.txt': '-i {OTHER}\n',
      'tests/data/requirements.txt': '-i {OTHER}\n',
      'constraints-old.txt': '-i {OTHER}\n',
    },
    run: requirements,
    comes: 'works',
    says: /where pip is given constraints-old\.txt, it asks/,
  },
  {
    row: 'requirements',
    title: 'a file of constraints that pip.conf names',
    tool: 'pip',
    files: { [CONF]: '[global]\nconstraint = o/c.in\n', 'o/c.in': '-i {OTHER}\n' },
    comes: 'told',
  },
  // Projects below the folder of the login.
  ...(
    [
      ['an index of its own', { 'api/pyproject.toml': uvProject(index('corp', '{OTHER}', 'default = true\n')) }],
      ['an index by the name of ours', { 'api/pyproject.toml': uvProject(index('dev', '{OTHER}')) }],
      [
        'a uv.toml',
        { 'api/pyproject.toml': uvProject(''), 'api/uv.toml': index('corp', '{OTHER}', 'default = true\n', 'index') },
      ],
    ] as const
  ).map(
    ([title, files]): Situation => ({
      row: 'nested',
      title: `a project of uv below with ${title}`,
      tool: 'uv',
      files,
      run: ['lock', '--directory', 'api'],
      comes: 'told',
      says: /^uv in api: /m,
    }),
  ),
  {
    row: 'nested',
    title: 'a project of Poetry below whose source is ours',
    tool: 'poetry',
    files: { 'api/pyproject.toml': poetryProject('corp', '{OURS}') },
    run: ['lock', '--directory', 'api'],
    comes: 'told',
    says: /^poetry in api: .*no credentials for the source corp/m,
  },
  // pip
  {
    row: '1',
    title: 'keys indented by a tab',
    tool: 'pip',
    files: { [CONF]: '[global]\n\tindex-url = {OTHER}\n\ttimeout = 9\n' },
    comes: 'works',
  },
  {
    row: '1',
    title: 'keys indented by blanks',
    tool: 'pip',
    client: 'pip-23',
    files: { [CONF]: '[global]\n    timeout: 9\n    index-url: {OTHER}\n' },
    comes: 'works',
  },
  { row: '2', title: 'index_url', tool: 'pip', files: { [CONF]: '[global]\nindex_url = {OTHER}\n' }, comes: 'works' },
  {
    row: '2',
    title: 'INDEX_URL in capitals, pip 23',
    tool: 'pip',
    client: 'pip-23',
    files: { [CONF]: '[global]\nINDEX_URL={OTHER}\n' },
    comes: 'works',
  },
  {
    row: '3',
    title: '[install] and [download] beside [global]',
    tool: 'pip',
    files: { [CONF]: '[download]\nindex_url = {OTHER}\n[install]\nindex-url = {OTHER}\n' },
    comes: 'works',
  },
  {
    row: '4',
    title: 'a header that is indented',
    tool: 'pip',
    files: { [CONF]: '\t[global]\n\tindex-url = {OTHER}\n\t[list]\n\tformat = columns\n' },
    comes: 'works',
  },
  {
    row: '6',
    title: 'extra-index-url, mode replace',
    tool: 'pip',
    files: { [CONF]: '[global]\nextra-index-url =\n    {OTHER}\n    # mine\n    {OTHER}more/\n' },
    comes: 'works',
    says: /does not ask 127\.0\.0\.1/,
  },
  {
    row: '6',
    title: 'extra-index-url, mode extra',
    tool: 'pip',
    options: { 'pip-index-mode': 'extra' },
    files: { [CONF]: '[global]\nindex-url = {OTHER}\nextra-index-url = {OTHER}more/\n' },
    comes: 'works',
    isHeard: true,
    says: /dependency confusion/,
  },
  {
    row: '10',
    title: 'requirements.txt with another index',
    tool: 'pip',
    run: requirements,
    files: { 'requirements.txt': '-i {OTHER}\nacme-lib\n' },
    comes: 'told',
    finds: /simple\//,
  },
  {
    row: '10',
    title: 'requirements.txt with the address that the doctor names',
    tool: 'pip',
    run: requirements,
    files: { 'requirements.txt': '--index-url={OURS}\nacme-lib\n' },
    comes: 'works',
  },
  {
    row: '14',
    title: 'a .netrc over several lines',
    tool: 'pip',
    files: {
      '~/.netrc':
        'machine a.example\n  login me\n  password "p #w"\nmacdef init\ncd /tmp\n\ndefault login x password y',
    },
    comes: 'works',
  },
  ...(['pip', 'uv'] as const).map((tool) => ({
    row: 'kin',
    title: `a .netrc with several entries of our host (${tool})`,
    tool,
    files: {
      '~/.netrc':
        'machine 127.0.0.1 login aws password one\nmachine a.example login me password p\nmachine 127.0.0.1\n  password two\nmachine 127.0.0.1 login aws password three\n',
    },
    comes: 'works' as const,
  })),
  {
    row: '15',
    title: 'a virtual environment used by its path',
    tool: 'pip',
    files: { '.venv/pyvenv.cfg': 'home = {PYTHON}\n', '.venv/pip.conf': '[global]\nindex-url = {OTHER}\n' },
    comes: 'works',
  },
  {
    row: 'kin',
    title: 'a virtual environment with [download] index_url and no-index',
    tool: 'pip',
    files: {
      'venv/pyvenv.cfg': 'home = {PYTHON}\n',
      'venv/pip.conf': '[download]\nindex_url = {OTHER}\nno-index = true\n',
    },
    comes: 'works',
  },
  {
    row: 'kin',
    title: '[DEFAULT] in the file',
    tool: 'pip',
    files: { [CONF]: '[DEFAULT]\nindex-url = {OTHER}\n[download]\nno-color = true\n' },
    comes: 'works',
  },
  {
    row: 'kin',
    title: '--index-url as a key',
    tool: 'pip',
    files: { [CONF]: '[global]\n--index-url = {OTHER}\n' },
    comes: 'works',
  },
  {
    row: 'kin',
    title: 'pypi-url, the older name',
    tool: 'pip',
    files: { [CONF]: '[global]\nindex-url = {OTHER}\npypi-url = {OTHER}\n' },
    comes: 'works',
  },
  {
    row: 'kin',
    title: 'no-index in the user’s file',
    tool: 'pip',
    files: { [CONF]: '[global]\nno-index = yes\nfind-links = /nowhere\n' },
    comes: 'works',
  },
  {
    row: 'kin',
    title: 'the older user file ~/.pip/pip.conf',
    tool: 'pip',
    files: { '~/.pip/pip.conf': '[download]\nindex-url = {OTHER}\n' },
    comes: 'works',
  },
  {
    row: 'kin',
    title: 'a system-wide file with [download] and further indexes',
    tool: 'pip',
    files: {
      '~/xdg/pip/pip.conf': '[download]\nindex-url = {OTHER}\n[global]\nextra-index-url = {OTHER}\nno-index = 1\n',
    },
    env: { XDG_CONFIG_DIRS: '{HOME}/xdg' },
    comes: 'works',
  },
  {
    row: 'kin',
    title: 'PIP_CONFIG_FILE that exists',
    tool: 'pip',
    files: { 'my.conf': ' [global]\n index_url={OTHER}\n', [CONF]: ONE },
    env: { PIP_CONFIG_FILE: '{WORK}/my.conf' },
    comes: 'works',
  },
  {
    row: 'kin',
    title: 'PIP_CONFIG_FILE=/dev/null',
    tool: 'pip',
    onGitHub: true,
    files: { [CONF]: '[global]\nindex-url = {OTHER}\n' },
    env: { PIP_CONFIG_FILE: '/dev/null' },
    comes: 'works',
  },
  {
    row: 'kin',
    title: 'an extra index whose value has comments and blank lines',
    tool: 'pip',
    files: {
      [CONF]: '[global]\nextra-index-url = {OTHER}\n\n  # second\n   {OTHER}x/\n; third\n\nindex-url: {OTHER}\n',
    },
    comes: 'works',
  },
  {
    row: 'kin',
    title: 'variables of an older recipe, on GitHub',
    tool: 'pip',
    onGitHub: true,
    env: { PIP_INDEX_URL: '{OTHER}', PIP_EXTRA_INDEX_URL: '{OTHER}', PIP_NO_INDEX: '1' },
    comes: 'works',
    says: /PIP_INDEX_URL/,
  },
  {
    row: 'kin',
    title: 'PIP_INDEX_URL elsewhere',
    tool: 'pip',
    env: { PIP_INDEX_URL: '{OTHER}' },
    comes: 'told',
    says: /unset PIP_INDEX_URL/,
  },
  {
    row: 'kin',
    title: 'PIP_PYPI_URL elsewhere',
    tool: 'pip',
    env: { PIP_PYPI_URL: '{OTHER}' },
    comes: 'told',
    says: /unset PIP_PYPI_URL/,
  },
  {
    row: 'kin',
    title: 'empty variables count as none',
    tool: 'pip',
    env: { PIP_INDEX_URL: '', PIP_NO_INDEX: '', PIP_EXTRA_INDEX_URL: '' },
    comes: 'works',
  },
  {
    row: 'kin',
    title: 'requirements that name a file that names an index',
    tool: 'pip',
    run: requirements,
    files: { 'requirements.txt': 'acme-lib\n-c more/c.txt\n', 'more/c.txt': '# c\n--index-url \\\n  "{OTHER}"\n' },
    comes: 'told',
    says: /more\/c\.txt/,
  },
  {
    row: 'kin',
    title: '--no-index in requirements.txt',
    tool: 'pip',
    run: requirements,
    files: { 'requirements.txt': '--no-index\nacme-lib\n' },
    comes: 'told',
    says: /no-index/,
  },
  {
    row: 'kin',
    title: 'the repository under its address with another user and no slash',
    tool: 'pip',
    files: { [CONF]: '[global]\nindex-url = {OURS-USER}\n' },
    comes: 'works',
  },
  {
    row: 'kin',
    title: 'the repository with a token that has ended',
    tool: 'pip',
    files: { [CONF]: '[install]\nindex-url = {OURS-STALE}\n[global]\nindex-url = {OURS-STALE}\n' },
    comes: 'works',
  },
  {
    row: '57',
    title: 'two domains of one host',
    tool: 'pip',
    withSecond: true,
    run: ['download', '--no-deps', 'acme-lib', 'theirs-lib', '-d', 'out'],
    comes: 'works',
  },
  {
    row: '57',
    title: 'two domains of one host, pip 23',
    tool: 'pip',
    client: 'pip-23',
    withSecond: true,
    run: ['download', '--no-deps', 'theirs-lib', 'acme-lib', '-d', 'out'],
    comes: 'works',
  },

  {
    row: 'kin',
    title: 'a file in UTF-16',
    tool: 'pip',
    files: { [CONF]: `${MARK}[global]\nindex-url = {OTHER}\n` },
    encoded: { [CONF]: 'utf16le' },
    comes: 'told',
    says: /pip\.conf is UTF-16/,
    finds: /UTF-8 without a byte order mark/,
  },
  {
    row: 'kin',
    title: 'a byte order mark, pip 23',
    tool: 'pip',
    client: 'pip-23',
    files: { [CONF]: `${MARK}[global]\ntimeout = 5\n` },
    comes: 'told',
    says: /byte order mark/,
  },
  {
    row: 'kin',
    title: 'a comment in Latin-1',
    tool: 'pip',
    files: { [CONF]: '[global]\n# caf\u00e9\ntimeout = 5\n' },
    encoded: { [CONF]: 'latin1' },
    comes: 'told',
    says: /not UTF-8/,
  },
  {
    row: 'kin',
    title: 'requirements.txt in UTF-16, which pip reads',
    tool: 'pip',
    run: requirements,
    files: { 'requirements.txt': `${MARK}--index-url {OURS}\nacme-lib\n` },
    encoded: { 'requirements.txt': 'utf16le' },
    comes: 'works',
  },
  {
    row: 'kin',
    title: 'requirements.txt with a comment in Latin-1',
    tool: 'pip',
    run: requirements,
    files: { 'requirements.txt': '# caf\u00e9\nacme-lib\n' },
    encoded: { 'requirements.txt': 'latin1' },
    comes: 'told',
    says: /requirements\.txt is not UTF-8/,
  },
  {
    row: 'kin',
    title: 'requirements.txt in Latin-1 that says so',
    tool: 'pip',
    run: requirements,
    files: { 'requirements.txt': '# -*- coding: latin-1 -*-\n# caf\u00e9\nacme-lib\n' },
    encoded: { 'requirements.txt': 'latin1' },
    comes: 'works',
  },
  {
    row: 'kin',
    title: 'requirements.txt with the address without simple/',
    tool: 'pip',
    run: requirements,
    files: { 'requirements.txt': '--index-url {E}\nacme-lib\n' },
    comes: 'told',
    finds: /simple\//,
  },
  {
    row: 'kin',
    title: 'PIP_INDEX_URL with the address without simple/',
    tool: 'pip',
    env: { PIP_INDEX_URL: '{E}' },
    comes: 'told',
    finds: /simple\//,
  },
  ...(['pip', 'uv'] as const).flatMap((tool): Situation[] => [
    {
      row: 'kin',
      title: `a .netrc with a word that is no entry (${tool})`,
      tool,
      files: { '~/.netrc': 'machine foo.example\nbogus token here\n' },
      comes: 'told',
      says: /takes nothing from .*netrc/,
      finds: /Correct line 2/,
    },
    {
      row: 'kin',
      title: `a .netrc behind a byte order mark (${tool})`,
      tool,
      files: { '~/.netrc': `${MARK}machine foo.example login a password b\n` },
      comes: 'told',
      says: /byte order mark/,
    },
    {
      row: 'kin',
      title: `a .netrc in UTF-16 (${tool})`,
      tool,
      files: { '~/.netrc': `${MARK}machine foo.example login a password b\n` },
      encoded: { '~/.netrc': 'utf16le' },
      comes: 'told',
      says: /netrc is UTF-16/,
    },
    {
      row: 'kin',
      title: `a .netrc that ends in a macro (${tool})`,
      tool,
      files: { '~/.netrc': 'machine 127.0.0.1 login aws password old\nmacdef init\ncd /tmp\n' },
      comes: 'works',
    },
    {
      row: 'kin',
      title: `a .netrc with a blank line before a comment (${tool})`,
      tool,
      files: { '~/.netrc': 'machine foo.example login a password b\n\n# my own words\n' },
      // To both, the comment then ends with its first word.
      comes: 'told',
      finds: /Correct line 3/,
    },
  ]),

  // twine
  {
    row: '5',
    title: 'indented index-servers',
    tool: 'twine',
    files: { '~/.pypirc': '[distutils]\n  index-servers =\n    corp\n[corp]\n  repository = https://corp.example/\n' },
    comes: 'works',
  },
  {
    row: 'kin',
    title: 'an indented header, twine 4',
    tool: 'twine',
    client: 'twine-4',
    files: { '~/.pypirc': '  [distutils]\n  index-servers = corp\n\n  [corp]\n  repository: https://corp.example/\n' },
    comes: 'works',
  },
  {
    row: 'kin',
    title: 'a section of the user for the repository',
    tool: 'twine',
    files: { '~/.pypirc': '[distutils]\nindex-servers=\n\tacme\n[acme]\nrepository={E}\nusername=me\npassword=old\n' },
    run: ['-r', 'acme'],
    comes: 'works',
    says: /--repository acme/,
  },
  {
    row: 'kin',
    title: 'a section that is not listed',
    tool: 'twine',
    files: {
      '~/.pypirc':
        '[distutils]\nindex-servers = corp\n[acme]\nrepository = {E}\n[corp]\nrepository = https://corp.example/\n',
    },
    run: ['-r', 'acme'],
    comes: 'works',
  },
  {
    row: 'kin',
    title: 'codeartifact is the name of something else',
    tool: 'twine',
    files: { '~/.pypirc': '[codeartifact]\nrepository = https://corp.example/\n' },
    run: ['-r', 'dev'],
    comes: 'works',
  },
  {
    row: 'kin',
    title: '[server-login] and [DEFAULT]',
    tool: 'twine',
    files: { '~/.pypirc': '[DEFAULT]\nusername = me\n[server-login]\npassword = old\n' },
    comes: 'works',
  },
  {
    row: '56',
    title: 'TWINE_PASSWORD of an older recipe, on GitHub',
    tool: 'twine',
    onGitHub: true,
    env: { TWINE_USERNAME: 'x', TWINE_PASSWORD: 'stale', TWINE_REPOSITORY_URL: '{OTHER}' },
    run: [],
    comes: 'works',
    says: /TWINE_PASSWORD/,
  },
  {
    row: '56',
    title: 'TWINE_PASSWORD of an older recipe',
    tool: 'twine',
    env: { TWINE_USERNAME: 'x', TWINE_PASSWORD: 'stale' },
    comes: 'told',
    says: /unset TWINE_PASSWORD/,
  },
  {
    row: 'kin',
    title: 'TWINE_PASSWORD that is set to nothing, on GitHub',
    tool: 'twine',
    onGitHub: true,
    env: { TWINE_PASSWORD: '' },
    comes: 'works',
  },
  {
    row: 'kin',
    title: 'TWINE_REPOSITORY_URL elsewhere',
    tool: 'twine',
    env: { TWINE_REPOSITORY_URL: '{OTHER}' },
    comes: 'told',
    says: /unset TWINE_REPOSITORY_URL/,
  },

  {
    row: 'kin',
    title: 'a byte order mark in .pypirc',
    tool: 'twine',
    files: { '~/.pypirc': `${MARK}[distutils]\nindex-servers = pypi\n` },
    comes: 'told',
    says: /byte order mark/,
  },
  {
    row: 'kin',
    title: 'a section with the address of the index',
    tool: 'twine',
    files: { '~/.pypirc': '[distutils]\nindex-servers = acme\n[acme]\nrepository = {OURS}\n' },
    run: ['-r', 'acme'],
    comes: 'works',
  },
  {
    row: 'kin',
    title: 'TWINE_REPOSITORY_URL with the address of the index',
    tool: 'twine',
    env: { TWINE_REPOSITORY_URL: '{OURS}' },
    comes: 'told',
    says: /takes no upload/,
  },
  {
    row: 'kin',
    title: '.pypirc in UTF-16, twine 4',
    tool: 'twine',
    client: 'twine-4',
    files: { '~/.pypirc': `${MARK}[distutils]\nindex-servers = pypi\n` },
    encoded: { '~/.pypirc': 'utf16le' },
    comes: 'told',
    says: /UTF-16/,
  },

  // uv
  {
    row: '7',
    title: 'a default index in the user’s file',
    tool: 'uv',
    files: { [UV]: index('pypi', '{OTHER}', 'default = true\n', 'index') },
    comes: 'works',
    says: /does not ask/,
  },
  {
    row: '7',
    title: 'a default index, inline',
    tool: 'uv',
    files: { [UV]: 'index = [{ url = "{OTHER}", default = true }]\n' },
    comes: 'works',
  },
  {
    row: '7',
    title: 'index-url in the user’s file',
    tool: 'uv',
    files: { [UV]: 'index-url = "{OTHER}"\nextra-index-url = ["{OTHER}x/"]\n' },
    comes: 'works',
  },
  {
    row: '8',
    title: 'the project has another index of our name',
    tool: 'uv',
    files: { 'pyproject.toml': uvProject(index('dev', '{OTHER}', 'explicit = true\n')) },
    comes: 'works',
    says: /calls the repository my-org-dev/,
  },
  {
    row: '8',
    title: 'the project has the repository under our name',
    tool: 'uv',
    files: { 'pyproject.toml': uvProject(index('dev', '{OURS}', 'default = true\n')) },
    comes: 'works',
  },
  {
    row: '9',
    title: 'the project pins another default',
    tool: 'uv',
    files: { 'pyproject.toml': uvProject(index('pypi', '{OTHER}', 'default = true\n')) },
    comes: 'told',
    finds: /simple\//,
  },
  {
    row: '11',
    title: 'a user in the address of the project',
    tool: 'uv',
    files: { 'pyproject.toml': uvProject(index('acme', '{OURS-USER}', 'default = true\n')) },
    comes: 'works',
  },
  {
    row: '13',
    title: 'CRLF and an inline array',
    tool: 'uv',
    files: { [UV]: 'native-tls = false\r\nindex = [\r\n  { name = "x", url = "{OTHER}", explicit = true },\r\n]\r\n' },
    comes: 'works',
  },
  {
    row: '56',
    title: 'UV_INDEX_DEV_PASSWORD of an older recipe, on GitHub',
    tool: 'uv',
    onGitHub: true,
    env: { UV_INDEX_DEV_USERNAME: 'aws', UV_INDEX_DEV_PASSWORD: 'stale' },
    comes: 'works',
    says: /UV_INDEX_DEV_PASSWORD/,
  },
  {
    row: '56',
    title: 'UV_INDEX_DEV_PASSWORD of an older recipe',
    tool: 'uv',
    env: { UV_INDEX_DEV_USERNAME: 'aws', UV_INDEX_DEV_PASSWORD: 'stale' },
    comes: 'told',
    says: /unset UV_INDEX_DEV_PASSWORD/,
  },
  {
    row: '57',
    title: 'two domains of one host',
    tool: 'uv',
    withSecond: true,
    run: ['pip', 'install', '--target', 'out', 'acme-lib', 'theirs-lib'],
    comes: 'works',
  },
  {
    row: '57',
    title: 'two domains of one host, both in the project',
    tool: 'uv',
    withSecond: true,
    files: {
      'pyproject.toml': uvProject(index('a', '{OURS}', 'default = true\n') + index('b', '{THEIRS}')).replace(
        '"acme-lib"',
        '"acme-lib", "theirs-lib"',
      ),
    },
    comes: 'works',
  },
  {
    row: 'kin',
    title: 'a further index in the user’s file',
    tool: 'uv',
    files: { [UV]: index('more', '{OTHER}', '', 'index') },
    comes: 'works',
  },
  {
    row: 'kin',
    title: '[pip] in the user’s file',
    tool: 'uv',
    run: uvPip,
    files: { [UV]: '[pip]\nindex-url = "{OTHER}"\nextra-index-url = ["{OTHER}x/"]\n' },
    comes: 'works',
  },
  {
    row: 'kin',
    title: 'no-index in the user’s file',
    tool: 'uv',
    files: { [UV]: 'no-index = true\n' },
    comes: 'works',
  },
  {
    row: 'kin',
    title: 'no-index in the project',
    tool: 'uv',
    files: { 'pyproject.toml': uvProject('[tool.uv]\nno-index = true\n') },
    comes: 'told',
    says: /no-index/,
  },
  {
    row: 'kin',
    title: 'uv.toml of the project hides [tool.uv]',
    tool: 'uv',
    files: {
      'pyproject.toml': uvProject(index('pypi', '{OTHER}', 'default = true\n')),
      'uv.toml': 'native-tls = false\n',
    },
    comes: 'works',
  },
  {
    row: 'kin',
    title: 'uv.toml of the project pins another default',
    tool: 'uv',
    files: { 'uv.toml': index('pypi', '{OTHER}', 'default = true\n', 'index') },
    comes: 'told',
    says: /uv\.toml/,
  },
  {
    row: 'kin',
    title: 'uv.toml above the project',
    tool: 'uv',
    files: { '^/uv.toml': index('pypi', '{OTHER}', 'default = true\n', 'index') },
    comes: 'told',
    says: /outranks/,
  },
  {
    row: 'kin',
    title: 'the root of the workspace pins another default',
    tool: 'uv',
    files: {
      '^/pyproject.toml': `[tool.uv.workspace]\nmembers = ["wor*"]\n${index('pypi', '{OTHER}', 'default = true\n')}`,
    },
    comes: 'told',
    says: /outranks/,
  },
  {
    row: 'kin',
    title: 'members of the workspace by a class of characters',
    tool: 'uv',
    files: {
      '^/pyproject.toml': `[tool.uv.workspace]\nmembers = ["[v-x]or[!x]"]\n${index('pypi', '{OTHER}', 'default = true\n')}`,
    },
    comes: 'told',
    says: /outranks/,
  },
  {
    row: 'kin',
    title: 'a member pins to the explicit index of its workspace',
    tool: 'uv',
    files: {
      'pyproject.toml': `[tool.uv.workspace]\nmembers = ["apps/*"]\n${index('dev', '{OURS}', 'explicit = true\n')}`,
      'apps/a/pyproject.toml': uvProject('[tool.uv.sources]\nacme-lib = { index = "dev" }\n'),
    },
    comes: 'works',
  },
  {
    row: 'kin',
    title: 'a member pins to an index that nobody declares',
    tool: 'uv',
    files: {
      'pyproject.toml': `[tool.uv.workspace]\nmembers = ["apps/*"]\n${index('dev', '{OURS}', 'default = true\n')}`,
      'apps/a/pyproject.toml': uvProject('[tool.uv.sources]\nacme-lib = { index = "corp" }\n'),
    },
    comes: 'told',
    says: /apps\/a\/pyproject\.toml pins acme-lib/,
  },
  {
    row: 'kin',
    title: 'a member’s own index does not count',
    tool: 'uv',
    files: {
      '^/pyproject.toml':
        '[project]\nname = "root"\nversion = "1"\nrequires-python = ">=3.8"\n[tool.uv.workspace]\nmembers = ["work"]\n',
      'pyproject.toml': uvProject(index('pypi', '{OTHER}', 'default = true\n')),
    },
    comes: 'works',
  },
  {
    row: 'kin',
    title: 'UV_CONFIG_FILE in the place of all files',
    tool: 'uv',
    files: {
      'my.toml': index('pypi', '{OTHER}', 'default = true\n', 'index'),
      'pyproject.toml': uvProject(index('p', '{OTHER}', 'default = true\n')),
    },
    env: { UV_CONFIG_FILE: '{WORK}/my.toml' },
    comes: 'works',
  },
  {
    row: 'kin',
    title: 'UV_NO_CONFIG',
    tool: 'uv',
    onGitHub: true,
    env: { UV_NO_CONFIG: '1' },
    comes: 'works',
    says: /UV_NO_CONFIG/,
  },
  {
    row: 'kin',
    title: 'UV_DEFAULT_INDEX elsewhere',
    tool: 'uv',
    env: { UV_DEFAULT_INDEX: '{OTHER}' },
    comes: 'told',
    says: /unset UV_DEFAULT_INDEX/,
  },
  {
    row: 'kin',
    title: 'UV_DEFAULT_INDEX and UV_INDEX elsewhere, on GitHub',
    tool: 'uv',
    onGitHub: true,
    env: { UV_DEFAULT_INDEX: 'x={OTHER}', UV_INDEX: 'y={OTHER}y/ {OTHER}z/' },
    comes: 'works',
    says: /UV_DEFAULT_INDEX/,
  },
  {
    row: 'kin',
    title: 'UV_INDEX_URL elsewhere comes after the files',
    tool: 'uv',
    env: { UV_INDEX_URL: '{OTHER}' },
    comes: 'works',
  },
  {
    row: 'kin',
    title: 'a system-wide default',
    tool: 'uv',
    files: { '~/xdg/uv/uv.toml': index('dev', '{OTHER}', 'default = true\n', 'index') },
    env: { XDG_CONFIG_DIRS: '{HOME}/xdg' },
    comes: 'works',
  },
  {
    row: 'kin',
    title: 'the user’s own name for the repository',
    tool: 'uv',
    files: { [UV]: index('corp', '{OURS-STALE}', '', 'index') },
    comes: 'works',
  },

  {
    row: 'kin',
    title: 'the user’s file in UTF-16',
    tool: 'uv',
    files: { [UV]: `${MARK}native-tls = false\n` },
    encoded: { [UV]: 'utf16le' },
    comes: 'told',
    says: /uv\.toml is UTF-16/,
  },
  {
    row: 'kin',
    title: 'a byte order mark, which uv reads',
    tool: 'uv',
    files: { [UV]: `${MARK}${index('x', '{OTHER}', 'default = true\n', 'index')}` },
    comes: 'works',
  },
  {
    row: 'kin',
    title: 'pyproject.toml with a comment in Latin-1',
    tool: 'uv',
    files: { 'pyproject.toml': `# caf\u00e9\n${uvProject('')}` },
    encoded: { 'pyproject.toml': 'latin1' },
    comes: 'told',
    says: /pyproject\.toml is not UTF-8/,
  },
  {
    row: 'kin',
    title: 'the repository explicit and nothing pinned to it',
    tool: 'uv',
    files: { 'pyproject.toml': uvProject(index('dev', '{OURS}', 'explicit = true\n')) },
    comes: 'works',
  },
  {
    row: 'kin',
    title: 'the repository explicit and the default, and nothing pinned to it',
    tool: 'uv',
    files: { 'pyproject.toml': uvProject(index('dev', '{OURS}', 'explicit = true\ndefault = true\n')) },
    comes: 'told',
    says: /explicit/,
  },
  {
    row: 'kin',
    title: 'the repository explicit and the package pinned to it',
    tool: 'uv',
    files: {
      'pyproject.toml': uvProject(
        `${index('dev', '{OURS}', 'explicit = true\n')}[tool.uv.sources]\nacme-lib = { index = "dev" }\n`,
      ),
    },
    comes: 'works',
  },
  {
    row: 'kin',
    title: 'two indexes of the project are the default',
    tool: 'uv',
    files: {
      'pyproject.toml': uvProject(
        index('dev', '{OURS}', 'default = true\n') + index('o', '{OTHER}', 'default = true\n'),
      ),
    },
    comes: 'told',
    says: /more than one index with `default = true`/,
  },
  {
    row: 'kin',
    title: 'the repository as a flat list of files',
    tool: 'uv',
    files: { 'pyproject.toml': uvProject(index('dev', '{OURS}', 'default = true\nformat = "flat"\n')) },
    comes: 'told',
    says: /format = "flat"/,
  },
  {
    row: 'kin',
    title: 'a pin to an index that the project does not declare',
    tool: 'uv',
    files: {
      [UV]: index('corp', '{OURS}', '', 'index'),
      'pyproject.toml': uvProject('[tool.uv.sources]\nacme-lib = { index = "corp" }\n'),
    },
    comes: 'told',
    says: /does not declare/,
  },
  {
    row: 'kin',
    title: 'a further index of the project, asked first',
    tool: 'uv',
    files: { 'pyproject.toml': uvProject(index('more', '{OTHER}')) },
    comes: 'warned',
    says: /dependency confusion/,
  },
  {
    row: 'kin',
    title: 'UV_INDEX elsewhere',
    tool: 'uv',
    env: { UV_INDEX: '{OTHER}' },
    comes: 'warned',
    says: /unset UV_INDEX/,
  },
  {
    row: 'kin',
    title: 'the public index asked first',
    tool: 'uv',
    files: { 'pyproject.toml': uvProject(index('more', 'https://pypi.org/simple')) },
    comes: 'told',
    says: /dependency confusion/,
  },
  {
    row: 'kin',
    title: 'unsafe-best-match beside the public index',
    tool: 'uv',
    files: {
      'pyproject.toml': uvProject(`[tool.uv]\nindex-strategy = "unsafe-best-match"\n${index('dev', '{OURS}')}`),
    },
    comes: 'warned',
    says: /index-strategy/,
  },
  {
    row: 'kin',
    title: 'UV_INDEX_STRATEGY with the repository alone',
    tool: 'uv',
    env: { UV_INDEX_STRATEGY: 'unsafe-first-match' },
    comes: 'works',
  },
  {
    row: 'kin',
    title: '[pip] index-strategy beside the public index',
    tool: 'uv',
    run: uvPip,
    files: {
      'pyproject.toml': uvProject(`[tool.uv.pip]\nindex-strategy = "unsafe-first-match"\n${index('dev', '{OURS}')}`),
    },
    comes: 'warned',
    says: /pip\.index-strategy/,
  },
  {
    row: 'kin',
    title: 'the address without simple/ in the project',
    tool: 'uv',
    files: { 'pyproject.toml': uvProject(index('dev', '{E}', 'default = true\n')) },
    comes: 'told',
    finds: /simple\//,
  },
  {
    row: 'kin',
    title: 'authenticate = "never" in the project',
    tool: 'uv',
    files: { 'pyproject.toml': uvProject(index('dev', '{OURS}', 'default = true\nauthenticate = "never"\n')) },
    comes: 'told',
    says: /authenticate/,
  },
  {
    row: 'kin',
    title: 'authenticate = "never" in the user’s file',
    tool: 'uv',
    files: { [UV]: index('corp', '{OURS}', 'authenticate = "never"\n', 'index') },
    comes: 'works',
  },
  {
    row: 'kin',
    title: '[pip] no-index in the user’s file',
    tool: 'uv',
    run: uvPip,
    files: { [UV]: '[pip]\nno-index = true\n' },
    comes: 'works',
  },
  {
    row: 'kin',
    title: 'offline in the project',
    tool: 'uv',
    files: { 'pyproject.toml': uvProject('[tool.uv]\noffline = true\n') },
    comes: 'told',
    says: /offline/,
  },
  {
    row: 'kin',
    title: 'offline in the user’s file',
    tool: 'uv',
    run: uvPip,
    files: { [UV]: 'offline = true\n' },
    comes: 'told',
    says: /offline/,
  },
  ...[
    ['UV_OFFLINE', 'maybe'],
    ['UV_OFFLINE', ''],
    ['UV_INDEX_STRATEGY', 'bogus'],
  ].map(
    ([name = '', value = '']): Situation => ({
      row: 'kin',
      title: `${name}=${value}, which uv refuses`,
      tool: 'uv',
      env: { [name]: value },
      comes: 'told',
      says: new RegExp(`variable ${name} holds`),
    }),
  ),
  {
    row: 'kin',
    title: 'UV_OFFLINE',
    tool: 'uv',
    env: { UV_OFFLINE: 'true' },
    comes: 'told',
    says: /unset UV_OFFLINE/,
  },
  {
    row: 'kin',
    title: 'UV_OFFLINE=0 outranks offline of a file',
    tool: 'uv',
    files: { [UV]: 'offline = true\n' },
    env: { UV_OFFLINE: '0' },
    comes: 'works',
  },
  {
    row: 'kin',
    title: 'UV_PROJECT names a project with another default',
    tool: 'uv',
    files: { '^/p2/pyproject.toml': uvProject(index('pypi', '{OTHER}', 'default = true\n')) },
    env: { UV_PROJECT: '../p2' },
    comes: 'told',
    says: /p2\/pyproject\.toml/,
  },
  {
    row: 'kin',
    title: 'UV_WORKING_DIR and, from there, UV_PROJECT',
    tool: 'uv',
    run: uvPip,
    files: {
      'pyproject.toml': uvProject(index('pypi', '{OTHER}', 'default = true\n')),
      '^/p2/q/pyproject.toml': uvProject(index('dev', '{OURS}', 'default = true\n')),
    },
    env: { UV_WORKING_DIR: '../p2', UV_PROJECT: 'q' },
    comes: 'works',
  },
  {
    row: 'kin',
    title: 'UV_PROJECT names a folder that does not exist',
    tool: 'uv',
    env: { UV_PROJECT: '../none' },
    comes: 'told',
    says: /unset UV_PROJECT/,
  },

  // Poetry
  {
    row: '11',
    title: 'a user in the address',
    tool: 'poetry',
    files: { 'pyproject.toml': poetryProject('acme', '{OURS-USER}') },
    comes: 'told',
    says: /user in its address/,
  },
  {
    row: '12',
    title: 'a dotted name',
    tool: 'poetry',
    files: { 'pyproject.toml': poetryProject('acme.ca', '{OURS}') },
    comes: 'works',
  },
  {
    row: '13',
    title: 'auth.toml with inline tables and CRLF',
    tool: 'poetry',
    files: {
      'pyproject.toml': poetryProject('acme', '{OURS}'),
      [AUTH]: 'http-basic = { corp = { username = "a", password = "b" } }\r\n',
    },
    comes: 'works',
  },
  {
    row: '56',
    title: 'POETRY_HTTP_BASIC of an older recipe, on GitHub',
    tool: 'poetry',
    onGitHub: true,
    files: { 'pyproject.toml': poetryProject('corp', '{OURS}') },
    env: { POETRY_HTTP_BASIC_CORP_PASSWORD: 'stale' },
    comes: 'works',
    says: /POETRY_HTTP_BASIC_CORP_PASSWORD/,
  },
  {
    row: '56',
    title: 'POETRY_HTTP_BASIC of an older recipe',
    tool: 'poetry',
    files: { 'pyproject.toml': poetryProject('corp', '{OURS}') },
    env: { POETRY_HTTP_BASIC_CORP_USERNAME: 'aws', POETRY_HTTP_BASIC_CORP_PASSWORD: 'stale' },
    comes: 'told',
    says: /unset POETRY_HTTP_BASIC_CORP_PASSWORD/,
  },
  ...['priority = "default"', 'priority = "secondary"', 'priority = "Primary"', 'default = true'].map(
    (line): Situation => ({
      row: 'kin',
      title: `a source with ${line}, as Poetry 1 had it`,
      tool: 'poetry',
      files: {
        'pyproject.toml': poetryProject('corp', '{OURS}', `${line}\n`),
      },
      comes: 'told',
      says: /Poetry 2 refuses/,
    }),
  ),
  {
    row: 'kin',
    title: 'variables that are set to nothing count, on GitHub',
    tool: 'poetry',
    onGitHub: true,
    files: { 'pyproject.toml': poetryProject('corp', '{OURS}') },
    env: { POETRY_HTTP_BASIC_CORP_PASSWORD: '', POETRY_HTTP_BASIC_CORP_USERNAME: '' },
    comes: 'works',
  },
  {
    row: 'kin',
    title: 'a repository of another name at the same address',
    tool: 'poetry',
    files: {
      'pyproject.toml': poetryProject('acme', '{OURS}'),
      [AUTH]: '[repositories.old]\nurl = "{OURS}"\n[http-basic.old]\nusername = "x"\npassword = "stale"\n',
    },
    comes: 'works',
  },
  {
    row: 'kin',
    title: 'another source has our name',
    tool: 'poetry',
    files: {
      'pyproject.toml': poetryProject(
        'acme',
        '{OURS}',
        '[[tool.poetry.source]]\nname = "dev"\nurl = "{OTHER}"\npriority = "explicit"\n',
      ),
    },
    comes: 'works',
  },
  {
    row: 'kin',
    title: 'credentials in poetry.toml of the project',
    tool: 'poetry',
    files: {
      'pyproject.toml': poetryProject('acme', '{OURS}'),
      'poetry.toml': '[http-basic.acme]\nusername = "aws"\npassword = "stale"\n',
    },
    comes: 'told',
    says: /poetry\.toml holds another token/,
  },
  {
    row: 'kin',
    title: 'a source with a digit and capitals',
    tool: 'poetry',
    files: { 'pyproject.toml': poetryProject('Acme_2', '{OURS}') },
    comes: 'works',
  },
  {
    row: 'kin',
    title: 'the repository is supplemental, behind the public index',
    tool: 'poetry',
    files: { 'pyproject.toml': poetryProject('corp', '{OURS}', 'priority = "supplemental"\n') },
    comes: 'told',
    says: /pypi\.org.*first/,
    finds: /priority = "primary"/,
  },
  {
    row: 'kin',
    title: 'the repository is supplemental, and the public index explicit',
    tool: 'poetry',
    files: {
      'pyproject.toml': poetryProject(
        'corp',
        '{OURS}',
        'priority = "supplemental"\n[[tool.poetry.source]]\nname = "PyPI"\npriority = "explicit"\n',
      ),
    },
    comes: 'works',
  },
  {
    row: 'kin',
    title: 'the repository is explicit and no dependency bound to it',
    tool: 'poetry',
    files: { 'pyproject.toml': poetryProject('corp', '{OURS}', 'priority = "explicit"\n') },
    comes: 'told',
    says: /dependency confusion/,
  },
  {
    row: 'kin',
    title: 'the repository is explicit and the dependency bound to it',
    tool: 'poetry',
    files: {
      'pyproject.toml': poetryProject(
        'corp',
        '{OURS}',
        'priority = "explicit"\n[tool.poetry.dependencies]\nacme-lib = { source = "corp" }\n',
      ),
    },
    comes: 'works',
  },
  {
    row: 'kin',
    title: 'the public index as a primary source',
    tool: 'poetry',
    files: { 'pyproject.toml': poetryProject('corp', '{OURS}', '[[tool.poetry.source]]\nname = "pypi"\n') },
    comes: 'warned',
    says: /pypi\.org/,
  },
  {
    row: 'kin',
    title: 'a second primary source',
    tool: 'poetry',
    files: {
      'pyproject.toml': poetryProject('corp', '{OURS}', '[[tool.poetry.source]]\nname = "o"\nurl = "{OTHER}"\n'),
    },
    comes: 'warned',
    says: /the source o .*dependency confusion/,
  },
  {
    row: 'kin',
    title: 'the address without simple/',
    tool: 'poetry',
    files: { 'pyproject.toml': poetryProject('corp', '{E}') },
    comes: 'told',
    finds: /simple\//,
  },
  {
    row: 'kin',
    title: 'auth.toml behind a byte order mark',
    tool: 'poetry',
    files: {
      'pyproject.toml': poetryProject('corp', '{OURS}'),
      [AUTH]: `${MARK}[http-basic.x]\nusername = "a"\npassword = "b"\n`,
    },
    comes: 'told',
    says: /auth\.toml is UTF-8 with a byte order mark/,
  },
  {
    row: 'kin',
    title: 'config.toml in UTF-16',
    tool: 'poetry',
    files: {
      'pyproject.toml': poetryProject('corp', '{OURS}'),
      '~/.config/pypoetry/config.toml': `${MARK}[virtualenvs]\nin-project = true\n`,
    },
    encoded: { '~/.config/pypoetry/config.toml': 'utf16le' },
    comes: 'told',
    says: /config\.toml is UTF-16/,
  },
];

const CLIENT: Readonly<Record<string, { id: string; bin: string }>> = {
  pip: { id: 'pip-26', bin: 'pip' },
  twine: { id: 'twine-7', bin: 'twine' },
  uv: { id: 'uv', bin: 'uv' },
  poetry: { id: 'poetry', bin: 'poetry' },
};
const clientOf = ({ tool, client }: Situation): { id: string; bin: string } =>
  client ? { id: client, bin: tool } : (CLIENT[tool] ?? { id: tool, bin: tool });
const found = new Map<string, FoundTool>();
const finding = (situation: Situation): FoundTool => {
  const { id, bin } = clientOf(situation);
  const known = found.get(id) ?? findTool(id, bin);
  found.set(id, known);
  return known;
};

/** Stands for every other server: what is asked of it, and what is asked through it as the proxy, is written down. */
async function standIn(): Promise<{ origin: string; asked: string[]; server: Server }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    request.resume();
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(404).end();
  });
  server.on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.url}`);
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, server };
}

let folder: string;
let world: LoginWorld;
let others: Awaited<ReturnType<typeof standIn>>;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'situations-')));
  world = await openLoginWorld(folder);
  await fillLoginWorld(world, folder);
  others = await standIn();
}, 2 * MINUTES);
afterAll(async () => {
  others.server.closeAllConnections();
  others.server.close();
  await world.close();
  await rm(folder, { recursive: true, force: true });
  expect(world.errors).toEqual([]);
});

interface Place {
  readonly home: string;
  readonly work: string;
  readonly env: Readonly<Record<string, string>>;
  readonly host: RecordingHost;
}

function filled(text: string, at: { home: string; work: string }, python: string): string {
  const endpoint = world.address('pypi', DOMAIN, 'dev');
  const values: Record<string, string> = {
    E: endpoint,
    OURS: `${endpoint}simple/`,
    'OURS-USER': `${endpoint.replace('://', '://aws@')}simple`,
    'OURS-STALE': `${endpoint.replace('://', '://aws:stale@')}simple/`,
    THEIRS: `${world.address('pypi', THEIRS, 'other')}simple/`,
    OTHER: `${others.origin}/simple/`,
    HOME: at.home,
    WORK: at.work,
    PYTHON: python,
  };
  return text.replace(/\{([A-Z-]+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** The program that a client's launcher starts. */
async function interpreterOf(program: string): Promise<string> {
  return /^#!(\S+)/.exec(await readFile(program, 'utf8'))?.[1] ?? '/usr/bin/python3';
}

async function arranged(situation: Situation, program: string): Promise<Place> {
  const at = await mkdtemp(join(folder, 'at-'));
  const place = { home: join(at, 'home'), work: join(at, 'work') };
  for (const one of [place.home, place.work]) await mkdir(one, { recursive: true });
  const isPython = situation.tool === 'pip';
  const python = isPython ? await realpath(await interpreterOf(program)) : '';
  const standard: Record<string, string> =
    situation.tool === 'uv' && situation.run === undefined ? { 'pyproject.toml': uvProject('') } : {};
  for (const [name, text] of Object.entries({ ...standard, ...situation.files })) {
    const path = name.startsWith('~/')
      ? join(place.home, name.slice(2))
      : name.startsWith('^/')
        ? join(at, name.slice(2))
        : join(place.work, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, filled(text, place, dirname(python)), situation.encoded?.[name] ?? 'utf8');
    if (name.endsWith('pyvenv.cfg')) {
      await mkdir(join(dirname(path), 'bin'));
      await symlink(python, join(dirname(path), 'bin', 'python'));
    }
    if (name.endsWith('netrc') || name.endsWith('auth.toml')) await chmod(path, 0o600);
  }
  const env = Object.fromEntries(
    Object.entries(situation.env ?? {}).map(([name, value]) => [name, filled(value, place, python)]),
  );
  // A login may ask uv for its version.
  const PATH = [dirname(program), process.env.PATH ?? ''].join(delimiter);
  const host = recordingHost({
    folder: place.home,
    env: { PATH, ...env },
    surface: situation.onGitHub ? 'github' : 'plain',
  });
  return { ...place, env, host: { ...host, workingDirectory: place.work } };
}

async function login(situation: Situation, { host, work }: Place): Promise<LoginReport> {
  const to = async (domain: string, repository: string) =>
    registration(situation.tool, {
      domain,
      repository,
      token: await world.tokenOf(domain),
      base: world.address,
      options: situation.options ?? {},
    });
  const registrations = [await to(DOMAIN, 'dev'), ...(situation.withSecond ? [await to(THEIRS, 'other')] : [])];
  const at = { expiresAt: Date.now() + 3_600_000, tokenVariable: 'auto', workingDirectory: work };
  if (!situation.isSecondLater) return configure({ ...at, registrations }, host);
  let report: LoginReport | undefined;
  for (const one of registrations) report = await configure({ ...at, registrations: [one] }, host);
  return report as LoginReport;
}

const variablesOf = (report: LoginReport): Record<string, string> =>
  Object.fromEntries(
    Object.entries(report.variables).map(([name, value]) => [name, value instanceof Secret ? value.reveal() : value]),
  );

let uploads = 0;

async function runClient(situation: Situation, place: Place, program: string, report: LoginReport): Promise<Ran> {
  const quiet = {
    HTTPS_PROXY: others.origin,
    https_proxy: others.origin,
    NO_PROXY: '127.0.0.1',
    no_proxy: '127.0.0.1',
    PIP_NO_CACHE_DIR: '1',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    PIP_NO_INPUT: '1',
    PIP_RETRIES: '0',
    UV_NO_CACHE: '1',
    UV_PYTHON_DOWNLOADS: 'never',
    UV_HTTP_RETRIES: '0',
    TWINE_NON_INTERACTIVE: '1',
    POETRY_CACHE_DIR: join(place.home, '.cache/pypoetry'),
    PYTHON_KEYRING_BACKEND: 'keyring.backends.null.Keyring',
  };
  // Variables that a situation is about are not taken for granted.
  const exported = situation.onGitHub ? variablesOf(report) : {};
  const env = { ...quiet, ...place.env, ...exported };
  const run = (start: string, args: readonly string[], more: Record<string, string> = {}) =>
    runTool(start, args, { cwd: place.work, home: place.home, env: { ...env, ...more }, timeoutMs: 5 * MINUTES });
  if (situation.tool === 'pip') {
    const args = situation.run ?? ['download', '--no-deps', 'acme-lib', '-d', 'out'];
    const venv = Object.keys(situation.files ?? {}).find((name) => name.endsWith('pyvenv.cfg'));
    if (venv === undefined) return run(program, args);
    const where = await runTool(await interpreterOf(program), ['-c', 'import pip; print(pip.__path__[0])'], {
      cwd: place.work,
      home: place.home,
    });
    return run(join(place.work, dirname(venv), 'bin/python'), ['-m', 'pip', ...args], {
      PYTHONPATH: dirname(where.stdout.trim()),
    });
  }
  if (situation.tool === 'twine') {
    uploads += 1;
    const wheel = await buildWheel({ name: 'acme-up', version: `1.${uploads}` });
    await writeFile(join(place.work, wheel.fileName), wheel.data);
    return run(program, [
      'upload',
      ...(situation.run ?? ['-r', 'codeartifact']),
      '--disable-progress-bar',
      wheel.fileName,
    ]);
  }
  return run(program, situation.run ?? ['lock']);
}

/** Whether the private package came or went, by what our server saw. */
function isServed(situation: Situation, ran: Ran, since: number): boolean {
  if (ran.status !== 0) return false;
  const seen = world.exchanges.slice(since);
  if (situation.tool === 'twine') return seen.some(({ method, status }) => method === 'POST' && status === 200);
  const names = situation.withSecond ? ['acme_lib', 'theirs_lib'] : ['acme_lib'];
  return names.every((name) => seen.some(({ target, status }) => target.includes(name) && status < 300));
}

async function doctor(situation: Situation, place: Place, report: LoginReport) {
  const format = formatList.find(({ name }) => name === 'pypi');
  if (!format) throw new Error('no format');
  const env = { ...place.host.env, ...(situation.onGitHub ? variablesOf(report) : {}) };
  const address = { domain: DOMAIN, domainOwner: ACCOUNT, repository: 'dev' };
  const token = { token: new Secret(await world.tokenOf(DOMAIN)), expiresAt: Date.now() + 3_600_000 };
  const request = {
    address,
    formats: [format],
    tools: [situation.tool],
    endpointType: 'ipv4' as const,
    durationSeconds: 3600,
    packages: [],
    wantsToPublish: false,
    attempts: 1,
    journalPath: join(place.work, 'journal'),
    longestRunMs: 1,
  };
  const ports = { client: world.client, enquiries: world.client as never, host: { ...place.host, env } };
  return toolProbes({ token, endpoints: [{ format, url: world.address('pypi', DOMAIN, 'dev') }] }, request, ports);
}

// Each tool in the fast lane too.
const byTool = (tool: ToolName) => SITUATIONS.filter((one) => one.tool === tool);
const CHOSEN = (['pip', 'twine', 'uv', 'poetry'] as const).flatMap((tool) =>
  sampled(byTool(tool), { pip: 8, twine: 3, uv: 9, poetry: 3 }[tool], 17),
);

describe('situations', () => {
  for (const situation of CHOSEN) {
    const tool = finding(situation);
    const missing = whyNot(tool);
    const title = `${clientOf(situation).id}, row ${situation.row}: ${situation.title}`;
    if (missing !== undefined || !('program' in tool)) {
      test.skip(`${title} (skipped: ${missing})`, () => undefined);
      continue;
    }
    test(
      title,
      async () => {
        const place = await arranged(situation, tool.program);
        const before = await pictureOf(dirname(place.home));
        const report = await login(situation, place);
        const said = [...report.notes, ...report.warnings].join('\n');
        const findings = await doctor(situation, place, report);
        const problems = findings.filter(({ health }) => health === 'problem');

        const since = world.exchanges.length;
        others.asked.length = 0;
        const ran = await runClient(situation, place, tool.program, report);
        const outcome = {
          served: isServed(situation, ran, since),
          heard: others.asked.length > 0,
          warnings: report.warnings.length > 0,
          doctor: problems.length > 0 ? 'problem' : 'ok',
        };
        const expected: Record<Situation['comes'], typeof outcome> = {
          works: { served: true, heard: situation.isHeard === true, warnings: false, doctor: 'ok' },
          told: { served: false, heard: outcome.heard, warnings: true, doctor: 'problem' },
          gated: { served: false, heard: outcome.heard, warnings: true, doctor: 'ok' },
          warned: { served: outcome.served, heard: true, warnings: true, doctor: 'ok' },
        };
        const story = [ran.text, said, ...problems.map(({ found, fix }) => `${found} | ${fix}`), ...others.asked].join(
          '\n',
        );
        expect([outcome, story]).toEqual([expected[situation.comes], story]);
        if (situation.comes === 'warned' || situation.comes === 'gated')
          expect(findings.map(({ health }) => health)).toContain('warning');
        if (situation.says) expect(said).toMatch(situation.says);
        if (situation.finds) expect(problems.map(({ fix }) => fix).join('\n')).toMatch(situation.finds);
        for (const domain of [DOMAIN, THEIRS]) expect(ran.text).not.toContain(await world.tokenOf(domain));

        const undone = await cleanUp({}, place.host);
        expect(undone.warnings).toEqual([]);
        const after = await pictureOf(dirname(place.home));
        for (const [name, content] of Object.entries(before)) expect([name, after[name]]).toEqual([name, content]);
        for (const { path, change } of report.files)
          if (change === 'created')
            expect([path, await readFile(path, 'utf8').catch(() => 'gone')]).toEqual([path, 'gone']);
        place.host.close();
      },
      6 * MINUTES,
    );
  }
});
