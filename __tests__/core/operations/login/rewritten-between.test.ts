// Files that another program, or the user, changed between login and logout, as the clients themselves do it. What is
// told here was seen with npm 11, pip 26, Yarn 4, uv 0.13 and Maven; the property test beside the value editors has more.
import { promises as fs } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { configure } from '../../../../src/core/operations/login/configure.ts';
import { cleanUp } from '../../../../src/core/operations/login/logout.ts';
import type { ToolName } from '../../../../src/core/ports/package-format.ts';
import { valueEditors } from '../../../../src/formats/value-editors.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { recordingHost } from '../../../support/host.ts';
import { registration, TOKEN } from '../../../support/worlds/logins.ts';

const folder = temporaryFolders();

interface Story {
  readonly title: string;
  readonly tool: ToolName;
  readonly path: string;
  readonly before?: string;
  /** What the other program makes of the file. */
  readonly between: (text: string) => string;
  readonly after: string | undefined;
  readonly outcome?: string;
}

const appended = (line: string) => (text: string) => `${text}${line}\n`;

/** `npm config set`: every line anew, comments gone. */
const byNpm = (change: (lines: string[]) => string[]) => (text: string) => {
  const lines = text.split('\n').filter((line) => line !== '' && !/^\s*[#;]/.test(line));
  return `${change(lines.map((line) => line.replace(/\s*=\s*/, '='))).join('\n')}\n`;
};

/** `pip config set`: blanks around the sign, continuation lines behind tabs. */
const byPip = (key: string, value: string) => (text: string) =>
  `${text.replace(/^([\w-]+)[ \t]*=[ \t]*/gm, '$1 = ').replace(/^ +(?=\S)/gm, '\t')}${key} = ${value}\n\n`;

/** `yarn config set --home`: sorted, a blank line between settings. */
const byYarn = (line: string) => (text: string) =>
  `${[...text.split(/\n(?=\S)/), line]
    .map((block) => block.trim())
    .filter((block) => block !== '' && !block.startsWith('#'))
    .sort()
    .join('\n\n')}\n`;

const INDEXES = 'extra-index-url =\n    https://a.example/simple\n    https://b.example/simple\n';

const OUR_HOST = 'my-org-111122223333.d.codeartifact.eu-west-1.amazonaws.com';
const TWO_LOGINS = 'machine git.example login alice password A1\nmachine git.example login bob password B2\n';
/** Entries of our host, as a program writes them. */
const inLines = (text: string) =>
  text.replace(/^machine (\S*amazonaws\S*) login (\S+) password (\S+)$/gm, 'machine $1\n\tlogin $2\n\tpassword $3');
const ODD_YAML = 'zone: 12345678901234567890\nzoom:\n  - 1e5\n  - 0x10\n  - +5\n  - yes\n  - ~\n  - 1.10\n';
const ODD_TOML = 'a = 1979-05-27 07:32:00.999999\nb = 9223372036854775807\nc = 0xFF\nd = 1.0\ne = 1_000\nf = inf\n';
const MANY = Array.from({ length: 4000 }, (_, at) => `//r${at}.example/:_authToken = a-token-of-somebody-${at}\n`).join(
  '',
);

const STORIES: readonly Story[] = [
  {
    title: '.npmrc without a line end, and its last line taken out',
    tool: 'npm',
    path: '.npmrc',
    before: 'registry=http://a/\nfund=false',
    between: byNpm((lines) => lines.filter((line) => !line.startsWith('fund'))),
    after: 'registry=http://a/\n',
  },
  {
    title: '.npmrc with blanks around the sign, written anew by npm',
    tool: 'npm',
    path: '.npmrc',
    before: '# mine\nregistry = http://a/\n//a/:_authToken = x\nfund = false\n',
    between: byNpm((lines) => [...lines, 'audit=false']),
    after: 'registry=http://a/\n//a/:_authToken=x\nfund=false\naudit=false\n',
  },
  {
    title: '.npmrc given other line ends',
    tool: 'npm',
    path: '.npmrc',
    before: '; mine\nregistry=http://a/\nfund=false\n',
    between: (text) => text.replaceAll('\n', '\r\n'),
    after: '; mine\r\nregistry=http://a/\r\nfund=false\r\n',
  },
  {
    title: 'pip.conf without blanks, written anew by pip',
    tool: 'pip',
    path: '.config/pip/pip.conf',
    before: '[global]\nindex-url=https://art.example/simple\ntimeout=60\n',
    between: byPip('retries', '3'),
    after: '[global]\nindex-url = https://art.example/simple\ntimeout = 60\nretries = 3\n\n',
  },
  {
    title: 'pip.conf with further indexes, written anew by pip',
    tool: 'pip',
    path: '.config/pip/pip.conf',
    before: `[global]\nindex-url = https://art.example/simple\n${INDEXES}`,
    between: byPip('retries', '3'),
    after: `[global]\nindex-url = https://art.example/simple\n${INDEXES}retries = 3\n\n`,
  },
  {
    title: 'pip.conf with further indexes, and a line put behind it',
    tool: 'pip',
    path: '.config/pip/pip.conf',
    before: `[global]\nindex-url = https://art.example/simple\n${INDEXES}`,
    between: appended('timeout = 5'),
    after: `[global]\nindex-url = https://art.example/simple\n${INDEXES}timeout = 5\n`,
  },
  {
    title: '.pypirc to whose list of servers a name was added',
    tool: 'twine',
    path: '.pypirc',
    before: '[distutils]\nindex-servers =\n    pypi\n\n[pypi]\nusername = __token__\n',
    between: (text) =>
      `${text.replace(/^ {4}codeartifact$/m, '    codeartifact\n    other')}[other]\nrepository = https://o.example/\n`,
    after:
      '[distutils]\nindex-servers =\n    pypi\n    other\n\n[pypi]\nusername = __token__\n[other]\nrepository = https://o.example/\n',
  },
  {
    title: 'uv.toml with keys of its own only, and a line put behind it',
    tool: 'uv',
    path: '.config/uv/uv.toml',
    before: 'native-tls = true\n',
    between: appended('offline = false'),
    after: 'native-tls = true\noffline = false\n',
  },
  {
    title: 'uv.toml that ends in a table, and a line put behind it',
    tool: 'uv',
    path: '.config/uv/uv.toml',
    before: '[pip]\nstrict = true\n',
    between: appended('generate-hashes = true'),
    after: '[pip]\nstrict = true\ngenerate-hashes = true\n',
  },
  {
    title: 'uv.toml whose index gave way, and another one put behind it',
    tool: 'uv',
    path: '.config/uv/uv.toml',
    before: '[[index]]\nname = "art"\nurl = "https://art.example/simple"\ndefault = true\n',
    between: appended('\n[[index]]\nname = "x"\nurl = "https://x.example/simple"'),
    after:
      '[[index]]\nname = "art"\nurl = "https://art.example/simple"\ndefault = true\n\n[[index]]\nname = "x"\nurl = "https://x.example/simple"\n',
  },
  {
    title: 'settings.xml, with a server put into the list that login made',
    tool: 'maven',
    path: '.m2/settings.xml',
    before: '<settings>\n</settings>\n',
    between: (text) => text.replace('  </servers>', '    <server><id>x</id></server>\n  </servers>'),
    after: '<settings>\n  <servers>\n    <server><id>x</id></server>\n  </servers>\n</settings>\n',
  },
  {
    title: '.gemrc written anew by Ruby',
    tool: 'gem',
    path: '.gemrc',
    before: '---\n:backtrace: false\n:sources:\n- https://rubygems.org/\n:update_sources: true\n',
    between: (text) => `${text.replaceAll('"', '')}:verbose: true\n`,
    after: '---\n:backtrace: false\n:sources:\n- https://rubygems.org/\n:update_sources: true\n:verbose: true\n',
  },
  {
    title: 'registries.json written anew, sorted',
    tool: 'swift',
    path: '.swiftpm/configuration/registries.json',
    before: '{\n  "version" : 1,\n  "registries" : { "[default]" : { "url" : "https://old.example/" } }\n}\n',
    between: (text) => {
      const { registries, ...rest } = JSON.parse(text);
      return `${JSON.stringify({ ...rest, registries: { mine: { url: 'https://m.example/' }, ...registries } })}\n`;
    },
    after:
      '{"version":1,"registries":{"mine":{"url":"https://m.example/"},"[default]":{"url":"https://old.example/"}}}\n',
  },
  {
    title: 'a file that login made, written anew without a setting more',
    tool: 'pip',
    path: '.config/pip/pip.conf',
    between: (text) => `${text.replace(' = ', ': ')}\n`,
    after: undefined,
    outcome: 'removed',
  },
  {
    title: 'a value of ours that the user set to another one',
    tool: 'pip',
    path: '.config/pip/pip.conf',
    before: '[global]\nindex-url=https://art.example/simple\n',
    between: (text) => text.replace(/^index-url=.*$/m, 'index-url = https://third.example/simple'),
    after: '[global]\nindex-url = https://third.example/simple\n',
    outcome: 'kept',
  },
  {
    title: '.netrc with two logins of one host, and our entry broken into lines',
    tool: 'pip',
    path: '.netrc',
    before: TWO_LOGINS,
    between: inLines,
    after: TWO_LOGINS,
  },
  {
    title: '.netrc with two logins of our host, broken into lines',
    tool: 'pip',
    path: '.netrc',
    before: TWO_LOGINS.replaceAll('git.example', OUR_HOST),
    between: inLines,
    after: inLines(TWO_LOGINS.replaceAll('git.example', OUR_HOST)),
  },
  {
    title: '.netrc of our own, with a macro put behind it',
    tool: 'pip',
    path: '.netrc',
    between: (text) => `${inLines(text)}\nmacdef init\ncd /pub\nls\n\n`,
    after: '\nmacdef init\ncd /pub\nls\n\n',
  },
  {
    title: '.netrc with a password in quotes, broken into lines',
    tool: 'pip',
    path: '.netrc',
    before: `machine ${OUR_HOST} login me password "a \\"b#"\nmachine z login z password z\n`,
    between: inLines,
    after: `machine ${OUR_HOST}\n\tlogin me\n\tpassword "a \\"b#"\nmachine z login z password z\n`,
  },
  {
    title: '.netrc whose entry of ours was given another login, and one put behind it',
    tool: 'pip',
    path: '.netrc',
    before: 'machine a login b password c\n',
    between: (text) => `${text.replace('login aws', 'login me')}machine z login z password z\n`,
    after: 'machine a login b password c\nmachine z login z password z\n',
  },
  {
    title: '.netrc with an entry of our host without a password, and one put behind it',
    tool: 'pip',
    path: '.netrc',
    before: `machine ${OUR_HOST} login me\n`,
    between: (text) => `${text.replace(' password', '\n\tpassword')}machine z login z password z\n`,
    after: `machine ${OUR_HOST} login me\nmachine z login z password z\n`,
  },
  {
    title: '.netrc with a copy of the token under another host',
    tool: 'pip',
    path: '.netrc',
    before: 'machine a login b password c\n',
    between: (text) => `${text}machine copy login me password ${TOKEN}\nmachine z login z password z\n`,
    after: 'machine a login b password c\nmachine copy login me password ""\nmachine z login z password z\n',
    outcome: 'kept',
  },
  {
    title: '.netrc with a comment in our entry',
    tool: 'pip',
    path: '.netrc',
    before: 'machine a login b password c\n',
    between: (text) => text.replace(' password ey', ' # mine\n  password ey'),
    after: 'machine a login b password c\n# mine\n',
  },
  {
    title: '.yarnrc.yml with numbers that are texts to Yarn',
    tool: 'yarn',
    path: '.yarnrc.yml',
    before: `npmAuthToken: 00123\nnpmRegistryServer: https://old.example\n${ODD_YAML}`,
    between: (text) => byYarn('enableTelemetry: false')(text.replaceAll('"', "'")),
    after: `${byYarn('enableTelemetry: false')(`npmAuthToken: 00123\nnpmRegistryServer: https://old.example\n${ODD_YAML}`)}`,
  },
  {
    title: 'registries.json with numbers of many digits',
    tool: 'swift',
    path: '.swiftpm/configuration/registries.json',
    before:
      '{"n":12345678901234567890,"f":1.0,"version":1,"registries":{"[default]":{"url":"https://old.example/"}}}\n',
    between: (text) => text.replaceAll(',', ', '),
    after:
      '{"n":12345678901234567890, "f":1.0, "version":1, "registries":{"[default]":{"url":"https://old.example/"}}}\n',
  },
  {
    title: 'uv.toml with dates and large numbers, and other quotes',
    tool: 'uv',
    path: '.config/uv/uv.toml',
    before: `index-url = "https://old.example/simple"\n${ODD_TOML}`,
    between: (text) => text.replaceAll('"', "'"),
    after: `index-url = 'https://old.example/simple'\n${ODD_TOML}`,
  },
  {
    title: 'uv.toml with a line put behind it, and one before it',
    tool: 'uv',
    path: '.config/uv/uv.toml',
    before: 'native-tls = true\n',
    between: (text) => `# hello\n${text}offline = false\n`,
    after: '# hello\nnative-tls = true\noffline = false\n',
  },
  {
    title: 'uv.toml whose index gave way, and was given another name',
    tool: 'uv',
    path: '.config/uv/uv.toml',
    before: '[[index]]\nname = "art"\nurl = "https://art.example/simple"\ndefault = true\n',
    between: (text) => text.replace('name = "art"', 'name = "renamed"'),
    after: '[[index]]\nname = "renamed"\nurl = "https://art.example/simple"\ndefault = true\n',
  },
  {
    title: 'Cargo configuration that ended in a table, and a line put behind it',
    tool: 'cargo',
    path: '.cargo/config.toml',
    before: '[net]\nretry = 2\n',
    between: (text) => `# hello\n${text}git-fetch-with-cli = true\n`,
    after: '# hello\n[net]\nretry = 2\ngit-fetch-with-cli = true\n',
  },
  {
    title: 'settings.xml with a server of our name put before ours',
    tool: 'maven',
    path: '.m2/settings.xml',
    before: '<settings>\n  <servers>\n    <server><id>a</id></server>\n  </servers>\n</settings>\n',
    between: (text) =>
      text.replace('<servers>', '<servers><server><id>codeartifact</id><username>me</username></server>'),
    after:
      '<settings>\n  <servers><server><id>codeartifact</id><username>me</username></server>\n    <server><id>a</id></server>\n  </servers>\n</settings>\n',
  },
  {
    title: 'settings.xml with a server of our name put behind ours',
    tool: 'maven',
    path: '.m2/settings.xml',
    before: '<settings>\n  <servers>\n    <server><id>a</id></server>\n  </servers>\n</settings>\n',
    between: (text) =>
      text.replace('</servers>', '<server><id>codeartifact</id><username>me</username></server></servers>'),
    after:
      '<settings>\n  <servers>\n    <server><id>a</id></server>\n  <server><id>codeartifact</id><username>me</username></server></servers>\n</settings>\n',
  },
  {
    title: '.npmrc of several hundred kilobytes, written anew by npm',
    tool: 'npm',
    path: '.npmrc',
    before: `registry = http://a/\n${MANY}`,
    between: byNpm((lines) => [...lines, 'audit=false']),
    after: `registry=http://a/\n${MANY.replaceAll(' = ', '=')}audit=false\n`,
  },
];

test.each(STORIES)('$title', async ({ tool, path, before, between, after, outcome = 'merged' }) => {
  const host = recordingHost({ folder: folder() });
  const file = join(host.home, path);
  if (before !== undefined) {
    await fs.mkdir(dirname(file), { recursive: true });
    await fs.writeFile(file, before);
  }
  const login = {
    registrations: [registration(tool)],
    expiresAt: host.clock.now() + 3_600_000,
    tokenVariable: 'auto',
    editors: valueEditors,
  };
  await configure(login, host);
  await fs.writeFile(file, between(await fs.readFile(file, 'utf8')));
  const report = await cleanUp({ editors: valueEditors }, host);
  const left = await fs.readFile(file, 'utf8').catch(() => undefined);
  expect(left).toBe(after);
  expect(report.files.find((one) => one.path === file)?.outcome).toBe(outcome);
  expect(left ?? '').not.toContain(TOKEN);
});

test('what could not be put back is named, without its value', async () => {
  const host = recordingHost({ folder: folder() });
  const file = join(host.home, '.config/pip/pip.conf');
  await fs.mkdir(dirname(file), { recursive: true });
  await fs.writeFile(file, '[global]\nindex-url = https://me:secret@old.example/simple\n');
  const login = {
    registrations: [registration('pip')],
    expiresAt: host.clock.now() + 3_600_000,
    tokenVariable: 'auto',
    editors: valueEditors,
  };
  await configure(login, host);
  await fs.writeFile(file, (await fs.readFile(file, 'utf8')).replace('[global]', '[install]'));
  const { warnings } = await cleanUp({ editors: valueEditors }, host);
  expect(warnings).toEqual([expect.stringMatching(/Not put back: global index-url$/)]);
  expect(warnings.join()).not.toContain('secret');
});

test('.yarnrc.yml sorted by Yarn 4', async () => {
  const host = recordingHost({ folder: folder() });
  const file = join(host.home, '.yarnrc.yml');
  await fs.writeFile(file, '# mine\nnpmRegistryServer: "https://old.example"\nenableTelemetry: true\n');
  await fs.mkdir(host.workingDirectory, { recursive: true });
  await fs.writeFile(join(host.workingDirectory, 'yarn.lock'), '__metadata:\n  version: 8\n');
  const login = {
    registrations: [registration('yarn')],
    expiresAt: host.clock.now() + 3_600_000,
    tokenVariable: 'auto',
    editors: valueEditors,
  };
  await configure(login, host);
  const written = await fs.readFile(file, 'utf8');
  expect(written).toContain(TOKEN);
  await fs.writeFile(file, byYarn('defaultSemverRangePrefix: ""')(written));
  expect((await cleanUp({ editors: valueEditors }, host)).warnings).toEqual([]);
  expect(await fs.readFile(file, 'utf8')).toBe(
    'defaultSemverRangePrefix: ""\n\nenableTelemetry: true\n\nnpmRegistryServer: "https://old.example"\n',
  );
});
