import { existsSync, promises as fs } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Secret, spellings } from '../../../../src/core/model/secret.ts';
import { configure as configureWith, type LoginRequest } from '../../../../src/core/operations/login/configure.ts';
import { cleanUp as cleanUpWith } from '../../../../src/core/operations/login/logout.ts';
import { readRecords } from '../../../../src/core/operations/login/records/login-record.ts';
import { stateFolder } from '../../../../src/core/operations/login/records/state-place.ts';
import type { ToolName } from '../../../../src/core/ports/package-format.ts';
import { valueEditors } from '../../../../src/formats/value-editors.ts';
import { dying } from '../../../support/dying-host.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { handSetClock, type RecordingHost, recordingHost } from '../../../support/host.ts';
import { byLane } from '../../../support/lane.ts';
import { OTHER_TOKEN, registration, TOKEN, type Wanted } from '../../../support/worlds/logins.ts';

// As the commands call them.
const configure: typeof configureWith = (login, host) => configureWith({ editors: valueEditors, ...login }, host);
const cleanUp: typeof cleanUpWith = (request, host) => cleanUpWith({ editors: valueEditors, ...request }, host);

const folder = temporaryFolders();
const HOUR = 3_600_000;

const NPMRC = '; mine\r\nregistry = https://old.example/\r\nfund=false';
const npmrc = (host: RecordingHost) => join(host.home, '.npmrc');
const read = (path: string) => fs.readFile(path, 'utf8');
const exists = (path: string) => existsSync(path);

const host = (options: Partial<Parameters<typeof recordingHost>[0]> = {}) =>
  recordingHost({ folder: folder(), clock: handSetClock(), ...options });
const github = (run: string, runner: string) => ({
  GITHUB_REPOSITORY: 'acme/app',
  GITHUB_RUN_ID: run,
  GITHUB_JOB: 'build',
  RUNNER_NAME: runner,
  RUNNER_TEMP: `/runners/${runner}/_work/_temp`,
  RUNNER_TRACKING_ID: `${runner}-${run}`,
});

function login(
  on: RecordingHost,
  tools: readonly ToolName[] = ['npm'],
  wanted: Wanted = {},
  more: Partial<LoginRequest> = {},
) {
  const registrations = tools.map((tool) => registration(tool, wanted));
  return configure({ registrations, expiresAt: on.clock.now() + HOUR, tokenVariable: 'auto', ...more }, on);
}

const outcomes = (report: Awaited<ReturnType<typeof cleanUp>>) =>
  Object.fromEntries(report.files.map(({ path, outcome }) => [path.split('/').at(-1), outcome]));

describe('what is written', () => {
  test('the literal token in an owner-only file, keys exact, other lines kept', async () => {
    const on = host();
    await fs.writeFile(npmrc(on), NPMRC, { mode: 0o644 });
    const report = await login(on);
    expect(await read(npmrc(on))).toBe(
      '; mine\r\nregistry = https://my-org-111122223333.d.codeartifact.eu-west-1.amazonaws.com/npm/shared/\r\nfund=false\r\n' +
        `//my-org-111122223333.d.codeartifact.eu-west-1.amazonaws.com/npm/shared/:_authToken=${TOKEN}\r\n`,
    );
    expect((await fs.stat(npmrc(on))).mode & 0o777).toBe(0o600);
    expect(report.files).toMatchObject([{ path: npmrc(on), change: 'changed' }]);
    expect(report.tools).toEqual([{ tool: 'npm', domain: 'my-org', repository: 'shared', files: [npmrc(on)] }]);
    await cleanUp({}, on);
    expect(await read(npmrc(on))).toBe(NPMRC);
    expect((await fs.stat(npmrc(on))).mode & 0o777).toBe(0o644);
  });

  test('a further login gives the index of an earlier one its token, where uv would send the other one', async () => {
    const on = host();
    const base = (format: string, domain: string, repository: string) =>
      `https://vpce.example/${format}/d/${domain}-111122223333/${repository}/`;
    await login(on, ['uv'], { base });
    const report = await login(on, ['uv'], { base, domain: 'their-org', repository: 'other', token: OTHER_TOKEN });
    const text = await read(join(on.home, '.config', 'uv', 'uv.toml'));
    expect(text).toContain(`https://aws:${TOKEN}@vpce.example/pypi/d/my-org-111122223333/shared/simple/`);
    expect(text).toContain(`https://aws:${OTHER_TOKEN}@vpce.example/pypi/d/their-org-111122223333/other/simple/`);
    // Neither token is shown.
    for (const secret of [TOKEN, OTHER_TOKEN]) expect(JSON.stringify(report.files)).not.toContain(secret);
    await cleanUp({}, on);
    expect(exists(join(on.home, '.config', 'uv', 'uv.toml'))).toBe(false);
  });

  test('a file that is only read may be larger than one that is edited', async () => {
    const on = host();
    await fs.writeFile(join(on.home, 'yarn.lock'), `# yarn lockfile v1\n${'#'.repeat(600 * 1024)}\n`);
    const report = await login(on, ['yarn']);
    expect(report.files.map(({ path }) => path)).toEqual([npmrc(on)]);
    await cleanUp({}, on);
    await fs.writeFile(npmrc(on), `;${'#'.repeat(600 * 1024)}\n`);
    await expect(login(on, ['yarn'])).rejects.toMatchObject({
      code: 'CA-FILE-003',
      message: expect.stringContaining('too large'),
    });
  });

  test.each(['yarn', 'pnpm'] as const)('a program of PATH may be as large as it likes: %s', async (tool) => {
    const on = host();
    await fs.mkdir(join(on.home, 'bin'));
    await fs.writeFile(join(on.home, 'bin', tool), '#'.repeat(600 * 1024));
    const report = await login({ ...on, env: { ...on.env, PATH: join(on.home, 'bin') } }, [tool]);
    expect(report.files.map(({ path }) => path)).toContain(npmrc(on));
  });

  test('everything the token is in is owner-only, the record too', async () => {
    const on = host();
    await login(on, [
      'npm',
      'pip',
      'twine',
      'maven',
      'gradle',
      'sbt',
      'dotnet',
      'cargo',
      'gem',
      'swift',
      'yarn',
      'poetry',
    ]);
    for (const entry of await fs.readdir(on.home, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (!entry.isFile()) continue;
      const content = await fs.readFile(path, 'utf8');
      const isSecret = spellings(TOKEN).some((spelling) => content.includes(spelling));
      if (isSecret) expect([path, (await fs.stat(path)).mode & 0o077]).toEqual([path, 0]);
    }
    expect((await fs.stat(join(on.home, '.codeartifact-ci', 'logins'))).mode & 0o077).toBe(0);
  });

  test('several domains, repositories and scopes at once', async () => {
    const on = host();
    const registrations = [
      registration('npm', { scopes: ['@acme', 'tools'] }),
      registration('npm', { domain: 'their-org', repository: 'all', token: OTHER_TOKEN }),
      registration('pip'),
      registration('pip', { domain: 'their-org', repository: 'all', token: OTHER_TOKEN }),
    ];
    await configure({ registrations, expiresAt: on.clock.now() + HOUR, tokenVariable: 'auto' }, on);
    expect((await read(npmrc(on))).split('\n')).toEqual([
      '@acme:registry=https://my-org-111122223333.d.codeartifact.eu-west-1.amazonaws.com/npm/shared/',
      '@tools:registry=https://my-org-111122223333.d.codeartifact.eu-west-1.amazonaws.com/npm/shared/',
      `//my-org-111122223333.d.codeartifact.eu-west-1.amazonaws.com/npm/shared/:_authToken=${TOKEN}`,
      'registry=https://their-org-111122223333.d.codeartifact.eu-west-1.amazonaws.com/npm/all/',
      `//their-org-111122223333.d.codeartifact.eu-west-1.amazonaws.com/npm/all/:_authToken=${OTHER_TOKEN}`,
      '',
    ]);
    expect(await read(join(on.home, '.config/pip/pip.conf'))).toBe(
      '[global]\nindex-url = https://my-org-111122223333.d.codeartifact.eu-west-1.amazonaws.com/pypi/shared/simple/\n' +
        'extra-index-url = https://their-org-111122223333.d.codeartifact.eu-west-1.amazonaws.com/pypi/all/simple/\n',
    );
    expect(await read(join(on.home, '.netrc'))).toBe(
      `machine my-org-111122223333.d.codeartifact.eu-west-1.amazonaws.com login aws password ${TOKEN}\n` +
        `machine their-org-111122223333.d.codeartifact.eu-west-1.amazonaws.com login aws password ${OTHER_TOKEN}\n`,
    );
    await cleanUp({}, on);
    expect(await fs.readdir(on.home)).toEqual([]);
  });

  test('two registries for packages without a scope: npm and its kin know one, which is said', async () => {
    for (const [tool, isSaid] of [
      ['npm', true],
      ['pnpm', true],
      ['yarn', true],
      ['bun', true],
      ['pip', false],
    ] as const) {
      const on = host();
      const registrations = [registration(tool), registration(tool, { repository: 'all' })];
      const { warnings } = await configure(
        { registrations, expiresAt: on.clock.now() + HOUR, tokenVariable: 'auto' },
        on,
      );
      expect([tool, warnings.some((one) => one.startsWith(`${tool} asks my-org/all and not my-org/shared`))]).toEqual([
        tool,
        isSaid,
      ]);
      await cleanUp({}, on);
    }
  });

  test.each([
    ['npm', 'pnpm'],
    ['bun', 'npm'],
  ] as const)(
    'two registries, of which %s gets one and %s, which writes the same file, the other',
    async (one, other) => {
      const on = host();
      const registrations = [registration(one), registration(other, { repository: 'all' })];
      const asked = { registrations, expiresAt: on.clock.now() + HOUR, tokenVariable: 'auto' };
      const { warnings } = await configure(asked, on);
      expect(warnings.filter((text) => text.includes('and not'))).toEqual([
        `${one} asks my-org/all and not my-org/shared, since it reads the file in which that is set for ${other}. Give \`scope\` to one of the two`,
      ]);
      await cleanUp({}, on);
    },
  );

  test('interrupted before any of its files is written: nothing of it stays', async () => {
    const tools: ToolName[] = ['npm', 'pip', 'maven', 'gradle'];
    const all = host();
    const paths = (await login(all, tools)).files.map(({ path }) => path.slice(all.home.length));
    expect(paths.length).toBeGreaterThan(4);
    for (const [index] of [...paths, 'the end'].entries()) {
      const stop = new AbortController();
      const on = host({ interrupted: stop.signal });
      let written = 0;
      const write: typeof on.files.write = async (path, data, options) => {
        const isTool = paths.some((one) => path.endsWith(one));
        if (isTool && written++ === index) stop.abort(new Error('SIGINT'));
        await on.files.write(path, data, options);
        if (isTool && written === paths.length && index === paths.length) stop.abort(new Error('SIGINT'));
      };
      await expect(login({ ...on, files: { ...on.files, write } }, tools)).rejects.toMatchObject({
        code: 'CA-RUN-002',
      });
      expect(await fs.readdir(on.home)).toEqual([]);
    }
  });

  test('a dry run writes nothing and shows no token', async () => {
    const on = host();
    await fs.writeFile(npmrc(on), NPMRC);
    const report = await login(on, ['npm', 'maven', 'gem'], {}, { dryRun: true });
    expect(await fs.readdir(on.home)).toEqual(['.npmrc']);
    expect(await read(npmrc(on))).toBe(NPMRC);
    expect(report.session).toBeUndefined();
    expect(report.files.find(({ path }) => path === npmrc(on))?.added).toEqual([
      'registry = https://my-org-111122223333.d.codeartifact.eu-west-1.amazonaws.com/npm/shared/',
      '//my-org-111122223333.d.codeartifact.eu-west-1.amazonaws.com/npm/shared/:_authToken=***',
    ]);
    for (const spelling of spellings(TOKEN)) expect(JSON.stringify(report)).not.toContain(spelling);
  });

  test('a file that cannot be understood stops the login before anything is written', async () => {
    const on = host();
    await fs.mkdir(join(on.home, '.m2'));
    await fs.writeFile(join(on.home, '.m2/settings.xml'), '<settings><servers></settings>');
    await expect(login(on, ['npm', 'maven'])).rejects.toMatchObject({
      code: 'CA-FILE-003',
      remedy: `Correct ${join(on.home, '.m2/settings.xml')}, or move it away; nothing was changed.`,
    });
    expect(await fs.readdir(on.home)).toEqual(['.m2']);
  });

  test('a file that cannot be written puts all others back', async () => {
    const on = host();
    await fs.writeFile(npmrc(on), NPMRC);
    // A folder where the file should be made: planning sees no file, writing fails.
    const failing = {
      ...on,
      files: {
        ...on.files,
        write: async (path: string, ...rest: [string, { mode?: number }?]) => {
          if (path.endsWith('pip.conf')) throw new Error('no space left');
          return on.files.write(path, ...rest);
        },
      },
    } as RecordingHost;
    await expect(login(failing, ['npm', 'pip'])).rejects.toThrow('no space left');
    expect(await read(npmrc(on))).toBe(NPMRC);
    expect(await fs.readdir(on.home)).toEqual(['.npmrc']);
  });

  test('control characters in names cannot add lines', async () => {
    const on = host();
    const evil: Wanted = {
      options: { 'nuget-source-name': 'a"/><evil x="', 'maven-server-id': 'x</id><evil/>', 'python-index-name': 'ok' },
    };
    await login(on, ['dotnet', 'maven'], evil);
    expect(await read(join(on.home, '.nuget/NuGet/NuGet.Config'))).not.toContain('<evil');
    expect(await read(join(on.home, '.m2/settings.xml'))).not.toContain('<evil');
    const line: Wanted = { scopes: ['@acme\nregistry=https://evil.example/'] };
    await expect(login(on, ['npm'], line)).rejects.toMatchObject({ code: 'CA-FILE-003' });
    await cleanUp({}, on);
    expect(await fs.readdir(on.home)).toEqual([]);
  });
});

describe('what another program does meanwhile', () => {
  /** Does the work once, after the first of our files was written. */
  const disturbed = (on: RecordingHost, work: () => Promise<void>, times = 1): RecordingHost => {
    let left = times;
    return {
      ...on,
      files: {
        ...on.files,
        write: async (path, ...more) => {
          await on.files.write(path, ...more);
          if (left > 0 && !path.includes('.codeartifact-ci')) {
            left -= 1;
            await work();
          }
        },
      },
    };
  };

  test('a file that appears, and a line that is added, stay, also after the logout', async () => {
    const on = host();
    const theirs = 'machine added.example login a password b\n';
    const report = await login(
      disturbed(on, () => fs.appendFile(join(on.home, '.netrc'), theirs)),
      ['npm', 'pip'],
    );
    expect(report.tools).toHaveLength(2);
    expect(await read(join(on.home, '.netrc'))).toMatch(
      /^machine added\.example login a password b\nmachine my-org-111122223333\S+ login aws password \S+\n$/,
    );
    await cleanUp({}, on);
    expect(await read(join(on.home, '.netrc'))).toBe(theirs);
    expect(await fs.readdir(on.home)).toEqual(['.netrc']);
  });

  test('a file that is changed again and again ends the login, and nothing of it stays', async () => {
    const on = host();
    const busy = () => fs.appendFile(join(on.home, '.netrc'), '# busy\n');
    await expect(login(disturbed(on, busy, 100), ['npm', 'pip'])).rejects.toMatchObject({
      code: 'CA-FILE-003',
      message: expect.stringContaining('changed by another program again and again'),
    });
    expect(await fs.readdir(on.home)).toEqual(['.netrc']);
    expect(await read(join(on.home, '.netrc'))).toMatch(/^(# busy\n)+$/);
  });
});

describe('one missing file under two names', () => {
  test.each([
    [
      'a home that is a link',
      async (home: string, real: string) => fs.rename(home, real).then(() => fs.symlink(real, home)),
    ],
    [
      'a link to nowhere',
      async (home: string, real: string) => {
        await fs.mkdir(real);
        await fs.symlink(join(real, '.npmrc'), join(home, '.npmrc'));
      },
    ],
  ])('%s: the edits of all tools arrive', async (_, prepare) => {
    const made = host();
    const real = `${made.home}-real`;
    await prepare(made.home, real);
    const on = { ...made, env: { ...made.env, NPM_CONFIG_USERCONFIG: join(real, '.npmrc') } };
    const before = await fs.readdir(made.home);
    await login(on, ['npm', 'bun', 'yarn', 'pnpm']);
    const text = await read(join(real, '.npmrc'));
    expect(text.match(/^registry=/gm)).toHaveLength(1);
    expect(text).toContain('always-auth=true');
    await cleanUp({}, on);
    expect(await fs.readdir(made.home)).toEqual(before);
    expect(await fs.readdir(real)).toEqual([]);
  });
});

describe('files of every kind', () => {
  test('read-only is the owner’s while the token is in it, and read-only again', async () => {
    const on = host();
    await fs.writeFile(npmrc(on), NPMRC, { mode: 0o444 });
    await login(on);
    expect((await fs.stat(npmrc(on))).mode & 0o777).toBe(0o600);
    expect(await read(npmrc(on))).toContain(TOKEN);
    await cleanUp({}, on);
    expect((await fs.stat(npmrc(on))).mode & 0o777).toBe(0o444);
    expect(await read(npmrc(on))).toBe(NPMRC);
  });

  test('a link stays a link, its target is edited and restored', async () => {
    const on = host();
    const target = join(on.home, 'dotfiles-npmrc');
    await fs.writeFile(target, NPMRC);
    await fs.symlink(target, npmrc(on));
    await login(on);
    expect((await fs.lstat(npmrc(on))).isSymbolicLink()).toBe(true);
    expect(await read(target)).toContain(TOKEN);
    await cleanUp({}, on);
    expect((await fs.lstat(npmrc(on))).isSymbolicLink()).toBe(true);
    expect(await read(target)).toBe(NPMRC);
  });

  test('a link to nowhere gets its target, which goes again', async () => {
    const on = host();
    const target = join(on.home, 'not-there-yet');
    await fs.symlink(target, npmrc(on));
    await login(on);
    expect((await fs.lstat(npmrc(on))).isSymbolicLink()).toBe(true);
    expect(await read(npmrc(on))).toContain(TOKEN);
    expect((await cleanUp({}, on)).warnings).toEqual([]);
    expect((await fs.lstat(npmrc(on))).isSymbolicLink()).toBe(true);
    expect(exists(target)).toBe(false);
  });

  test('a link into a checkout: whoever keeps dotfiles there is told of the token', async () => {
    const on = host();
    await fs.mkdir(join(on.home, 'dotfiles/.git'), { recursive: true });
    await fs.mkdir(join(on.home, 'dotfiles/npm'));
    await fs.writeFile(join(on.home, 'dotfiles/npm/npmrc'), NPMRC);
    await fs.symlink('dotfiles/npm/npmrc', npmrc(on));
    const report = await login(on, ['npm', 'pip']);
    const told = report.notes.filter((note) => note.includes('checkout'));
    expect(told).toEqual([
      `${npmrc(on)}: in the checkout ${join(on.home, 'dotfiles')}, which holds the token until logout; commit nothing there before`,
    ]);
    await cleanUp({}, on);
    expect(await read(npmrc(on))).toBe(NPMRC);
  });

  test('folders that a link to nowhere wants go with its target', async () => {
    const on = host();
    await fs.mkdir(join(on.home, 'dotfiles'));
    await fs.symlink('dotfiles/tools/npm/npmrc', npmrc(on));
    await login(on);
    expect(await read(join(on.home, 'dotfiles/tools/npm/npmrc'))).toContain(TOKEN);
    expect((await cleanUp({}, on)).warnings).toEqual([]);
    expect((await fs.lstat(npmrc(on))).isSymbolicLink()).toBe(true);
    expect(await fs.readdir(join(on.home, 'dotfiles'))).toEqual([]);
  });

  test('folders that were made go, others stay', async () => {
    const on = host();
    await fs.mkdir(join(on.home, '.config'));
    await login(on, ['pip']);
    expect(exists(join(on.home, '.config/pip/pip.conf'))).toBe(true);
    await cleanUp({}, on);
    expect(await fs.readdir(on.home)).toEqual(['.config']);
  });

  test('a file that others deleted stays deleted', async () => {
    const on = host();
    await fs.writeFile(npmrc(on), NPMRC);
    await login(on);
    await fs.rm(npmrc(on));
    const report = await cleanUp({}, on);
    expect(outcomes(report)).toEqual({ '.npmrc': 'untouched' });
    expect(await fs.readdir(on.home)).toEqual([]);
  });

  test('a file that became a folder is left alone', async () => {
    const on = host();
    await login(on);
    await fs.rm(npmrc(on));
    await fs.mkdir(npmrc(on));
    expect((await cleanUp({}, on)).sessions).toHaveLength(1);
    expect(exists(npmrc(on))).toBe(true);
  });
});

describe('edits of others in between', () => {
  test('npm config set rewrites the file: its result stays, ours goes', async () => {
    const on = host();
    await fs.writeFile(npmrc(on), '; mine\nfund=false\n');
    await login(on);
    // npm parses and prints the whole file: comments go, spacing changes.
    await fs.writeFile(npmrc(on), `${(await read(npmrc(on))).replace('; mine\n', '').trimEnd()}\naudit=false\n`);
    const report = await cleanUp({}, on);
    expect(outcomes(report)).toEqual({ '.npmrc': 'merged' });
    expect(await read(npmrc(on))).toBe('fund=false\naudit=false\n');
  });

  test('a value of ours that others changed stays theirs; a copied token goes', async () => {
    const on = host();
    await fs.writeFile(npmrc(on), 'registry=https://old.example/\n');
    await login(on);
    const now = (await read(npmrc(on))).replace(/^registry=.*$/m, 'registry=https://third.example/');
    await fs.writeFile(
      npmrc(on),
      `${now}//third.example/:_authToken=${TOKEN}\n//basic.example/:_auth=${Buffer.from(`aws:${TOKEN}`).toString('base64')}\n`,
    );
    const report = await cleanUp({}, on);
    expect(outcomes(report)).toEqual({ '.npmrc': 'kept' });
    expect(await read(npmrc(on))).toBe(
      'registry=https://third.example/\n//third.example/:_authToken=\n//basic.example/:_auth=\n',
    );
  });

  test('of an XML block that others wrote into, theirs stays, under its name', async () => {
    const on = host();
    const path = join(on.home, '.m2/settings.xml');
    await fs.mkdir(dirname(path));
    await fs.writeFile(path, '<settings>\n</settings>\n');
    await login(on, ['maven']);
    await fs.writeFile(
      path,
      (await read(path)).replace('<username>aws</username>', '<username>aws</username>\n      <configuration />'),
    );
    const report = await cleanUp({}, on);
    expect(outcomes(report)).toEqual({ 'settings.xml': 'merged' });
    const left = (await read(path)).replace(/\s+/g, '');
    expect(left).toBe('<settings><servers><server><id>codeartifact</id><configuration/></server></servers></settings>');
  });
});

describe('several logins', () => {
  test('are taken back one by one, in any order', async () => {
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 0, 2],
      [1, 2, 0],
    ]) {
      const on = host();
      await fs.writeFile(npmrc(on), NPMRC);
      const sessions = [
        await login(on, ['npm', 'pip']),
        await login(on, ['npm'], { repository: 'second', token: OTHER_TOKEN }),
        await login(on, ['npm'], { repository: 'third', scopes: ['@acme'] }),
      ].map(({ session }) => session as string);
      for (const index of order) {
        const report = await cleanUp({ sessions: [sessions[index] as string] }, on);
        expect(report.sessions).toEqual([sessions[index]]);
        expect(report.warnings).toEqual([]);
      }
      expect(await read(npmrc(on))).toBe(NPMRC);
      expect(await fs.readdir(on.home)).toEqual(['.npmrc']);
    }
  });

  test('a second login to the same repository refreshes the token in place', async () => {
    const on = host();
    await login(on, ['npm', 'pip', 'twine', 'cargo', 'maven', 'dotnet', 'gem', 'yarn']);
    const before = (await read(npmrc(on))).split('\n').length;
    await login(on, ['npm', 'pip', 'twine', 'cargo', 'maven', 'dotnet', 'gem', 'yarn'], { token: OTHER_TOKEN });
    expect((await read(npmrc(on))).split('\n')).toHaveLength(before);
    for (const entry of await fs.readdir(on.home, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile() && !path.includes('.codeartifact-ci'))
        expect([path, (await read(path)).includes(TOKEN)]).toEqual([path, false]);
    }
    await cleanUp({}, on);
    expect(await fs.readdir(on.home)).toEqual([]);
  });

  test('jobs that share a home do not take each other’s lines', async () => {
    for (const firstOut of ['a', 'b'] as const) {
      const home = folder();
      const clock = handSetClock();
      const jobs = {
        a: recordingHost({ folder: home, clock, env: github('1', 'runner-a') }),
        b: recordingHost({ folder: home, clock, env: github('2', 'runner-b') }),
      };
      await fs.writeFile(npmrc(jobs.a), NPMRC);
      await login(jobs.a, ['npm', 'cargo', 'maven', 'pip']);
      const second = await login(jobs.b, ['npm', 'cargo', 'maven', 'pip'], { token: OTHER_TOKEN });
      expect(second.notes.join()).toContain('another job that shares this home');
      const last = firstOut === 'a' ? 'b' : 'a';
      await cleanUp({}, jobs[firstOut]);
      const text = await read(npmrc(jobs.a));
      expect(text).toContain('registry = https://my-org-111122223333');
      expect(await read(join(home, '.cargo/config.toml'))).toContain('replace-with = "codeartifact"');
      expect(await read(join(home, '.m2/settings.xml'))).toContain(
        '<activeProfile>codeartifact-ci.codeartifact</activeProfile>',
      );
      expect(text.includes(OTHER_TOKEN)).toBe(last === 'b');
      const report = await cleanUp({}, jobs[last]);
      expect(report.warnings).toEqual([]);
      expect(await read(npmrc(jobs.a))).toBe(NPMRC);
      expect(await fs.readdir(home)).toEqual(['.npmrc']);
    }
  });

  test('two processes at once: both logins arrive', async () => {
    const on = host({ clock: undefined as never });
    const real = recordingHost({ folder: on.home });
    await Promise.all(
      [1, 2, 3, 4].map((number) =>
        login(real, ['npm'], { repository: `repo-${number}`, scopes: [`@scope-${number}`] }),
      ),
    );
    const text = await read(npmrc(real));
    for (const number of [1, 2, 3, 4]) expect(text).toContain(`@scope-${number}:registry=`);
    await cleanUp({}, real);
    expect(await fs.readdir(real.home)).toEqual([]);
  });
});

describe('stages of one build of Jenkins on one machine', () => {
  const BUILD = { JENKINS_URL: 'https://ci.example/', BUILD_TAG: 'jenkins-app-7', NODE_NAME: 'agent' };
  const stages = () => {
    const on = host();
    const at = (name: string, executor = '0') => ({
      ...on,
      env: { ...on.env, ...BUILD, EXECUTOR_NUMBER: executor, STAGE_NAME: name },
    });
    return { on, lint: at('lint'), test: at('test'), far: at('lint', '1'), end: at('Declarative: Post Actions') };
  };

  test('the logout of one leaves the login of another that runs at once', async () => {
    const { on, lint, test: other, far } = stages();
    await login(lint, ['npm']);
    await login(other, ['npm', 'pip'], { token: OTHER_TOKEN });
    await login(far, ['npm'], { token: OTHER_TOKEN });
    await cleanUp({}, lint);
    expect(await read(npmrc(on))).toContain(OTHER_TOKEN);
    await cleanUp({}, other);
    expect(await read(npmrc(on))).toContain(OTHER_TOKEN);
    await cleanUp({}, far);
    expect(exists(npmrc(on))).toBe(false);
  });

  test('one without a login of its own ends the build’s', async () => {
    const { on, lint, test: other, end } = stages();
    await login(lint, ['npm']);
    const { notes } = await login(other, ['npm', 'pip']);
    expect(notes.join()).not.toContain('another job');
    expect((await cleanUp({}, end)).sessions).toHaveLength(2);
    expect(exists(npmrc(on))).toBe(false);
  });
});

describe('leftovers of a killed job', () => {
  test('the next job of the same runner puts them right first', async () => {
    const home = folder();
    const clock = handSetClock();
    const killed = recordingHost({ folder: home, clock, env: github('1', 'runner-a') });
    await fs.writeFile(npmrc(killed), NPMRC);
    await login(killed, ['npm', 'pip']);
    clock.advance(HOUR);
    const next = recordingHost({ folder: home, clock, env: github('2', 'runner-a') });
    const report = await login(next, ['npm'], { token: OTHER_TOKEN });
    expect(report.repaired?.sessions).toHaveLength(1);
    expect(await read(npmrc(next))).not.toContain(TOKEN);
    expect(exists(join(home, '.config'))).toBe(false);
    await cleanUp({}, next);
    expect(await read(npmrc(next))).toBe(NPMRC);
  });

  test('a job of another runner waits until the token is long over', async () => {
    const home = folder();
    const clock = handSetClock();
    await login(recordingHost({ folder: home, clock, env: github('1', 'runner-a') }), ['pip']);
    const other = recordingHost({ folder: home, clock, env: github('2', 'runner-b') });
    expect((await login(other, ['npm'])).repaired).toBeUndefined();
    clock.advance(HOUR + 25 * HOUR);
    expect((await login(other, ['npm'])).repaired?.sessions).toHaveLength(1);
    expect(exists(join(home, '.netrc'))).toBe(false);
  });

  test('killed between any two writes: everything comes back', async () => {
    for (let survive = 1; survive < 12; survive += 1) {
      const home = folder();
      const clock = handSetClock();
      const first = recordingHost({ folder: home, clock, env: github('1', 'runner-a') });
      await fs.writeFile(npmrc(first), NPMRC);
      await login(dying(first, survive), ['npm', 'pip', 'twine', 'maven', 'cargo']).catch(() => undefined);
      clock.advance(HOUR);
      const next = recordingHost({ folder: home, clock, env: github('2', 'runner-a') });
      await login(next, ['npm'], { token: OTHER_TOKEN });
      await cleanUp({}, next);
      expect(await read(npmrc(next))).toBe(NPMRC);
      expect(await fs.readdir(home)).toEqual(['.npmrc']);
    }
  });

  test.each(
    (['before', 'after'] as const).flatMap((killed) =>
      (['living', 'killed'] as const).flatMap((firstOut) =>
        [OTHER_TOKEN, TOKEN].map(
          (token) => [killed, firstOut, token === TOKEN ? 'the same' : 'another', token] as const,
        ),
      ),
    ),
  )(
    'killed between any two writes %s a login of another job, the %s one taken back first, with %s token',
    async (killed, firstOut, _, token) => {
      const tools = ['npm', 'pip', 'twine', 'maven', 'cargo'] as const;
      const stride = byLane(killed === 'after' && firstOut === 'living' ? 1 : 5, 1);
      for (let survive = 1; survive < 14; survive += stride) {
        const home = folder();
        const clock = handSetClock();
        const victim = recordingHost({ folder: home, clock, env: github('1', 'runner-a') });
        const living = recordingHost({ folder: home, clock, env: github('2', 'runner-b') });
        await fs.writeFile(npmrc(victim), NPMRC);
        const logins = [
          () => login(dying(victim, survive), tools, { scopes: ['@one'] }).catch(() => undefined),
          () => login(living, tools, { token, scopes: ['@two'] }),
        ];
        for (const each of killed === 'before' ? logins : logins.reverse()) await each();
        expect(await read(npmrc(living))).toContain('@two:registry=');
        const owner = recordingHost({ folder: home, clock, env: github('3', 'runner-c') });
        if (firstOut === 'living') await cleanUp({}, living);
        else await cleanUp({}, victim);
        const { warnings } = await cleanUp({ whose: 'all' }, owner);
        const left = await Promise.all(
          (await fs.readdir(home)).map(async (name) => [
            name,
            (await fs.stat(join(home, name))).isFile() ? await read(join(home, name)) : 'folder',
          ]),
        );
        expect({ survive, warnings, left }).toEqual({ survive, warnings: [], left: [['.npmrc', NPMRC]] });
      }
    },
  );

  test('a record that cannot be read is reported and hinders nothing', async () => {
    const on = host();
    await fs.mkdir(join(on.home, '.codeartifact-ci/logins'), { recursive: true });
    await fs.writeFile(join(on.home, '.codeartifact-ci/logins/000009-x.json'), '{"schema":');
    const report = await login(on);
    expect(report.repaired?.warnings.join()).toContain('cannot be read');
    expect((await cleanUp({}, on)).sessions).toHaveLength(1);
    expect(exists(npmrc(on))).toBe(false);
  });

  test('a lock left by a dead process is taken away', async () => {
    const on = host();
    await fs.writeFile(join(on.home, '.codeartifact-ci.lock'), `${on.clock.now() - 1000} 0.5`);
    await login(on);
    expect((await readRecords([stateFolder(on.home)], on)).records).toHaveLength(1);
    expect(exists(join(on.home, '.codeartifact-ci.lock'))).toBe(false);
  });
});

describe('logging out', () => {
  test('never throws, and says what it could not do', async () => {
    const on = host();
    await login(on);
    const failing = {
      ...on,
      files: {
        ...on.files,
        remove: async () => {
          throw new Error('read-only file system');
        },
      },
    } as RecordingHost;
    const report = await cleanUp({}, failing);
    expect(report.warnings.join()).toContain('read-only file system');
    // The record is still there, so a later try succeeds.
    await fs.rm(join(on.home, '.codeartifact-ci.lock'), { force: true });
    expect((await cleanUp({}, on)).sessions).toHaveLength(1);
    expect(await fs.readdir(on.home)).toEqual([]);
  });

  test('without any login it does nothing at all', async () => {
    const on = host();
    expect(await cleanUp({}, on)).toEqual({ sessions: [], files: [], variables: [], warnings: [] });
    expect(await fs.readdir(on.home)).toEqual([]);
  });

  test('says when the token ended and which variables were handed on', async () => {
    const on = host();
    await login(on, ['poetry'], {}, { tokenVariable: 'MY_TOKEN' });
    expect(await cleanUp({}, on)).toMatchObject({
      expiresAt: on.clock.now() + HOUR,
      variables: expect.arrayContaining(['MY_TOKEN']),
    });
  });
});

describe('token-env-var', () => {
  test('auto exports nothing, unless a file of the project reads the variable', async () => {
    const on = host();
    expect((await login(on, ['maven', 'gradle'])).variables).toEqual({});
    await fs.writeFile(
      join(on.workingDirectory, 'build.gradle'),
      'password = System.getenv("CODEARTIFACT_AUTH_TOKEN")',
    );
    const report = await login(on, ['maven', 'gradle']);
    expect(report.variables.CODEARTIFACT_AUTH_TOKEN).toBeInstanceOf(Secret);
    expect(report.notes.join()).toContain('build.gradle reads it');
    const none = await login(on, ['gradle'], {}, { tokenVariable: 'none' });
    expect(none.variables).toEqual({});
    expect(none.notes.join()).toContain('not exported');
  });

  test('a name forces it', async () => {
    const report = await login(host(), ['npm'], {}, { tokenVariable: 'NODE_AUTH_TOKEN' });
    expect((report.variables.NODE_AUTH_TOKEN as Secret).reveal()).toBe(TOKEN);
  });
});
