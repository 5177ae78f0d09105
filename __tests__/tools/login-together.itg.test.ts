// Real clients with several registries, scopes and domains at once; uploads; tools that rewrite their files between
// login and logout.
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sampled } from '../support/lane.ts';
import { pomText } from '../support/packages/maven-package.ts';
import { buildWheel } from '../support/packages/python-package.ts';
import { CLIENTS, findClient, QUIET } from '../support/programs/login-clients.ts';
import { type Ran, runTool } from '../support/programs/tools.ts';
import { DOMAIN } from '../support/servers/local-registry.ts';
import {
  fillLoginWorld,
  type Home,
  type LoginWorld,
  openHome,
  openLoginWorld,
  THEIRS,
} from '../support/worlds/login-world.ts';

const LONG = 300_000;
const YARN_GATES =
  'nodeLinker: node-modules\nnpmScopes:\n  second: { npmMinimalAgeGate: 0 }\n  theirs: { npmMinimalAgeGate: 0 }\n';

let folder: string;
let world: LoginWorld;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'logins-')));
  world = await openLoginWorld(folder);
  await fillLoginWorld(world, folder);
}, LONG);
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true, force: true });
  expect(world.errors).toEqual([]);
});

const newHome = async (env: (home: Home) => Readonly<Record<string, string>> = () => ({})) => {
  const at = await mkdtemp(join(folder, 'at-'));
  return openHome(at, env(await openHome(at)));
};

const clientOf = (id: string) => CLIENTS.find((client) => client.id === id);

/** A test with a real client, or a skipped one that says why. */
function withTool(id: string, bin: string, title: string, body: (program: string) => Promise<void>): void {
  const found = findClient(clientOf(id) ?? { id, bin });
  if ('missing' in found) test.skip(`${id}: ${title} (skipped: ${found.missing})`, () => undefined);
  else test(`${id} ${found.version}: ${title}`, () => body(found.program), LONG);
}

/** Of the Node.js it starts on, where that is not ours. */
function pathOf(id: string): string {
  const client = clientOf(id);
  const found = client?.node === undefined ? undefined : findClient(client);
  return (found !== undefined && 'path' in found ? found.path : undefined) ?? process.env.PATH ?? '';
}

function runIn(
  home: Home,
  id: string,
  program: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const env = { ...QUIET, PATH: pathOf(id), ...clientOf(id)?.env?.(home), ...more };
  return runTool(program, args, { cwd: home.work, home: home.home, env, timeoutMs: LONG });
}

const fine = (ran: Ran) => expect([ran.status, ran.status === 0 ? '' : ran.text]).toEqual([0, '']);

async function expectNoTokens(paths: readonly string[]) {
  const tokens = [await world.tokenOf(DOMAIN), await world.tokenOf(THEIRS)];
  for (const path of paths) {
    const text = await readFile(path, 'utf8').catch(() => '');
    for (const token of tokens) expect(text).not.toContain(token);
  }
}

describe('two domains, three repositories, three scopes', () => {
  // Versions of one client read the same files; login.itg.test.ts runs each of them in the fast lane too.
  const family = ['npm-10', 'npm-11', 'pnpm-10', 'pnpm-11', 'pnpm-12', 'yarn-1', 'yarn-4', 'bun'];
  for (const id of sampled(family, 4, 1)) {
    const client = clientOf(id);
    if (!client) throw new Error(`no client ${id}`);
    withTool(
      id,
      client.bin,
      'fetches each scope from its own repository, and the rest from the default',
      async (program) => {
        const home = await newHome();
        const dependencies = Object.fromEntries(
          ['@acme/lib', '@second/lib', '@theirs/lib', 'plain-acme'].map((name) => [name, '1.0.0']),
        );
        const files = {
          ...client.project?.((format) => world.address(format, DOMAIN, 'dev')),
          'package.json': JSON.stringify({ name: 'app', version: '1.0.0', dependencies }),
          // Everything was published a moment ago, and Yarn gates each scope for itself.
          ...(id === 'yarn-4' ? { '.yarnrc.yml': YARN_GATES } : {}),
        };
        for (const [name, text] of Object.entries(files)) await writeFile(join(home.work, name), text);
        const report = await home.login(
          await world.register(client.tool, DOMAIN, 'dev'),
          await world.register(client.tool, DOMAIN, 'second', ['@second', '@unused']),
          await world.register(client.tool, THEIRS, 'other', ['@theirs']),
        );
        fine(await runIn(home, id, program, client.args(home)[0] ?? []));
        for (const name of Object.keys(dependencies)) {
          expect(await readFile(join(home.work, 'node_modules', name, 'index.js'), 'utf8')).toContain(`${name}@1.0.0`);
        }
        await home.logout();
        await expectNoTokens(report.files.map(({ path }) => path));
      },
    );
  }

  for (const id of sampled(['maven', 'maven-3'], 1, 1)) {
    withTool(id, 'mvn', 'finds packages of both domains', async (program) => {
      const home = await newHome();
      await home.login(await world.register('maven'), await world.register('maven', THEIRS, 'other'));
      for (const name of ['acme', 'theirs']) {
        const parent = { groupId: 'com.acme', artifactId: `${name}-pom`, version: '1.0' };
        await writeFile(
          join(home.work, 'pom.xml'),
          pomText({ groupId: 'com.acme', artifactId: 'app', version: '1', packaging: 'pom', parent }),
        );
        fine(await runIn(home, id, program, ['-B', '-ntp', `-Dmaven.repo.local=${join(home.work, 'm2')}`, 'validate']));
      }
      await home.logout();
    });
  }

  withTool(
    'gradle',
    'gradle',
    'finds packages of both domains, also where the build declares one itself',
    async (program) => {
      const home = await newHome((base) => ({ GRADLE_USER_HOME: join(base.home, '.gradle') }));
      await home.login(await world.register('gradle'), await world.register('gradle', THEIRS, 'other'));
      const own = `repositories { maven { url '${world.address('maven', THEIRS, 'other')}' } }\n`;
      await writeFile(join(home.work, 'settings.gradle'), '');
      await writeFile(
        join(home.work, 'build.gradle'),
        `${own}configurations { x }\ndependencies { x 'com.acme:acme-jar:1.0', 'com.acme:theirs-jar:1.0' }\ntask fetch(type: Copy) { from configurations.x; into 'out' }\n`,
      );
      fine(await runIn(home, 'gradle', program, ['--no-daemon', '-q', 'fetch']));
      expect(await readFile(join(home.work, 'out/theirs-jar-1.0.jar'))).toBeDefined();
      await home.logout();
    },
  );

  withTool('mono', 'mono', 'nuget.exe finds packages of both domains', async (program) => {
    const home = await newHome();
    await home.login(await world.register('nuget'), await world.register('nuget', THEIRS, 'other'));
    for (const id of ['acme.lib', 'theirs.lib']) {
      const args = [...(clientOf('mono')?.args(home)[0] ?? [])].map((arg) => (arg === 'acme.lib' ? id : arg));
      fine(await runIn(home, 'mono', program, args));
    }
    await home.logout();
  });

  for (const id of ['pip-23', 'pip-26']) {
    withTool(id, 'pip', 'fetches from both repositories', async (program) => {
      const home = await newHome();
      const report = await home.login(await world.register('pip'), await world.register('pip', DOMAIN, 'second'));
      expect(report.notes.join()).toContain('second was added as a further index');
      fine(await runIn(home, id, program, ['download', '--no-deps', 'acme-lib', 'second-lib', '-d', 'out']));
      await home.logout();
    });
  }

  withTool('uv', 'uv', 'fetches from both repositories', async (program) => {
    const home = await newHome();
    await home.login(await world.register('uv'), await world.register('uv', DOMAIN, 'second'));
    fine(await runIn(home, 'uv', program, ['pip', 'install', '--target', 'out', 'acme-lib', 'second-lib']));
    await home.logout();
  });
});

describe('without a login', () => {
  for (const id of ['npm-11', 'yarn-4', 'bun', 'pip-26', 'uv', 'maven-3']) {
    const client = clientOf(id);
    withTool(
      id,
      client?.bin ?? '',
      'is refused, so that success above means credentials were sent',
      async (program) => {
        const home = await newHome();
        for (const [name, text] of Object.entries(
          client?.project?.((format) => world.address(format, DOMAIN, 'dev')) ?? {},
        ))
          await writeFile(join(home.work, name), text);
        const report = await home.login(await world.register(client?.tool ?? 'npm'));
        // The addresses stay, the credentials do not.
        const token = await world.tokenOf(DOMAIN);
        for (const { path } of report.files)
          await writeFile(path, (await readFile(path, 'utf8')).replaceAll(token, 'expired'));
        expect((await runIn(home, id, program, client?.args(home)[0] ?? [])).status).not.toBe(0);
      },
    );
  }
});

describe('uploads', () => {
  for (const id of ['twine-4', 'twine-7']) {
    withTool(id, 'twine', 'uploads to the section the login wrote', async (program) => {
      const home = await newHome();
      const name = `upload-${id}`;
      const wheel = await buildWheel({ name, version: '1.0' });
      await writeFile(join(home.work, wheel.fileName), wheel.data);
      await writeFile(
        join(home.home, '.pypirc'),
        '# mine\n[distutils]\nindex-servers =\n    theirs\n\n[theirs]\nrepository = https://other.example/\n',
      );
      const report = await home.login(await world.register('twine'));
      expect(report.notes).toContain('upload with `twine upload --repository codeartifact`');
      fine(
        await runIn(home, id, program, [
          'upload',
          '--disable-progress-bar',
          '--non-interactive',
          '--repository',
          'codeartifact',
          wheel.fileName,
        ]),
      );
      await home.logout();
      expect(await readFile(join(home.home, '.pypirc'), 'utf8')).toMatch(/^# mine\n[\s\S]*other\.example\/\n$/);
    });
  }

  withTool('uv', 'uv', 'publishes by the name of the index', async (program) => {
    const home = await newHome();
    const wheel = await buildWheel({ name: 'upload-uv', version: '1.0' });
    await writeFile(join(home.work, wheel.fileName), wheel.data);
    await home.login(await world.register('uv'));
    fine(await runIn(home, 'uv', program, ['publish', '--index', 'dev', wheel.fileName]));
    await home.logout();
  });

  withTool('poetry', 'poetry', 'publishes by the name of the repository', async (program) => {
    const home = await newHome();
    const wheel = await buildWheel({ name: 'upload-poetry', version: '1.0' });
    await writeFile(
      join(home.work, 'pyproject.toml'),
      '[tool.poetry]\nname = "upload-poetry"\nversion = "1.0"\ndescription = ""\nauthors = []\n[tool.poetry.dependencies]\npython = ">=3.8"\n',
    );
    const dist = join(home.work, 'dist');
    await import('node:fs/promises').then(({ mkdir }) => mkdir(dist));
    await writeFile(join(dist, wheel.fileName), wheel.data);
    const report = await home.login(await world.register('poetry'));
    fine(
      await runIn(home, 'poetry', program, ['publish', '-n', '-r', 'dev'], report.variables as Record<string, string>),
    );
    await home.logout();
  });

  withTool('npm-11', 'npm', 'publishes', async (program) => {
    const home = await newHome();
    await writeFile(join(home.work, 'package.json'), JSON.stringify({ name: '@acme/upload', version: '1.0.0' }));
    await home.login(await world.register('npm'));
    fine(await runIn(home, 'npm-11', program, ['publish']));
    await home.logout();
  });
});

describe('tools that rewrite their files between login and logout', () => {
  withTool('npm-11', 'npm', 'npm config set', async (program) => {
    const home = await newHome();
    await writeFile(join(home.home, '.npmrc'), '; mine\nfund=false\n');
    await home.login(await world.register('npm'));
    fine(await runIn(home, 'npm-11', program, ['config', 'set', 'audit=false', '--location=user']));
    const undone = await home.logout();
    const left = await readFile(join(home.home, '.npmrc'), 'utf8');
    // npm prints the file anew, without comments.
    expect(left.trim().split('\n').sort()).toEqual(['audit=false', 'fund=false']);
    expect(undone.warnings).toEqual([]);
  });

  withTool('pip-26', 'pip', 'pip config set', async (program) => {
    const home = await newHome();
    await home.login(await world.register('pip'));
    fine(await runIn(home, 'pip-26', program, ['config', '--user', 'set', 'global.timeout', '9']));
    await home.logout();
    expect((await readFile(join(home.home, '.config/pip/pip.conf'), 'utf8')).trim()).toBe('[global]\ntimeout = 9');
  });

  withTool('yarn-4', 'yarn', 'yarn config set --home', async (program) => {
    const home = await newHome();
    await writeFile(join(home.work, 'package.json'), '{}');
    await writeFile(join(home.work, 'yarn.lock'), '');
    await writeFile(join(home.work, '.yarnrc.yml'), 'nodeLinker: node-modules\n');
    await home.login(await world.register('yarn'));
    fine(await runIn(home, 'yarn-4', program, ['config', 'set', '--home', 'enableColors', 'false']));
    await home.logout();
    const left = await readFile(join(home.home, '.yarnrc.yml'), 'utf8');
    expect(left).toContain('enableColors: false');
    await expectNoTokens([join(home.home, '.yarnrc.yml')]);
  });

  withTool('poetry', 'poetry', 'poetry config http-basic', async (program) => {
    const home = await newHome();
    await home.login(await world.register('poetry'));
    fine(await runIn(home, 'poetry', program, ['config', '--', 'http-basic.theirs', 'me', 'pw']));
    await home.logout();
    const left = await readFile(join(home.home, '.config/pypoetry/auth.toml'), 'utf8');
    expect(left).toContain('[http-basic.theirs]');
    await expectNoTokens([join(home.home, '.config/pypoetry/auth.toml')]);
  });
});
