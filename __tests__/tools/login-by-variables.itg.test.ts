// Real clients in a home that cannot be written: told by variables they fetch as by files, nothing of the home is
// changed, and after the logout nothing is left anywhere.
import { mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Secret } from '../../src/core/model/secret.ts';
import { configure } from '../../src/core/operations/login/configure.ts';
import { cleanUp } from '../../src/core/operations/login/logout.ts';
import { recordingHost } from '../support/host.ts';
import { CLIENTS, type Client, findClient, QUIET } from '../support/programs/login-clients.ts';
import { runTool } from '../support/programs/tools.ts';
import { DOMAIN } from '../support/servers/local-registry.ts';
import {
  fillLoginWorld,
  type Home,
  type LoginWorld,
  openLoginWorld,
  pictureOf,
  tokensIn,
} from '../support/worlds/login-world.ts';

const MINUTES = 60_000;
/** These have no variables that would do. */
const WITHOUT = ['gradle', 'sbt', 'nuget', 'dotnet', 'cargo', 'gem', 'swift'];

let folder: string;
let world: LoginWorld;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'variables-')));
  world = await openLoginWorld(folder);
  await fillLoginWorld(world, folder);
}, 2 * MINUTES);
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true, force: true });
  expect(world.errors).toEqual([]);
});

/** A home that refuses, whoever asks: the user of the tests may be one to whom modes say nothing. */
async function openReadOnly(name: string) {
  const place = await mkdtemp(join(folder, `${name.replace(/\W/g, '-')}-`));
  const [home, work, temporary] = ['home', 'work', 'tmp'].map((one) => join(place, one)) as [string, string, string];
  for (const path of [home, work, temporary]) await mkdir(path);
  const real = recordingHost({ folder: home, env: { TMPDIR: temporary } });
  const isInHome = (path: string) => path.startsWith(home);
  const host = {
    ...real,
    files: {
      ...real.files,
      isWritable: async (path: string) => !isInHome(path) && real.files.isWritable(path),
      requireOutput: async (path: string) => {
        if (isInHome(path)) throw new Error('the home is read-only');
        return real.files.requireOutput(path);
      },
    },
  };
  return { host, home, work, temporary };
}

const proofOf = (client: Client, home: Home) =>
  typeof client.proof === 'string'
    ? readdir(dirname(join(home.work, client.proof))).then(
        (names) => names.includes(String(client.proof).split('/').at(-1) ?? ''),
        () => false,
      )
    : client.proof(home).catch(() => false);

describe.each(CLIENTS.map((client) => [client.id, client] as const))('%s', (_, client) => {
  const found = findClient(client);
  if ('missing' in found) {
    test.skip(`fetches (skipped: ${found.missing})`, () => undefined);
    return;
  }
  const log_in = async (at: Awaited<ReturnType<typeof openReadOnly>>, takesVariables: boolean) =>
    configure(
      {
        registrations: [await world.register(client.tool)],
        expiresAt: Date.now() + 3_600_000,
        tokenVariable: 'auto',
        workingDirectory: at.work,
        takesVariables,
      },
      at.host,
    );

  if (WITHOUT.includes(client.tool)) {
    test('has no variables that would do, and is refused', async () => {
      const at = await openReadOnly(client.id);
      await expect(log_in(at, true)).rejects.toMatchObject({
        code: 'CA-FILE-003',
        message: expect.stringContaining(client.tool),
      });
      expect(await pictureOf(at.home)).toEqual({});
    });
    return;
  }

  test(
    'fetches',
    async () => {
      const at = await openReadOnly(client.id);
      await mkdir(dirname(join(at.home, client.file)), { recursive: true });
      await writeFile(join(at.home, client.file), client.rich);
      for (const [name, text] of Object.entries(
        client.project?.((format) => world.address(format, DOMAIN, 'dev')) ?? {},
      ))
        await writeFile(join(at.work, name), text);
      const before = await pictureOf(at.home);
      await expect(log_in(at, false)).rejects.toMatchObject({ remedy: expect.stringContaining('--print-env') });
      const report = await log_in(at, true);
      expect(report.byVariables).toEqual([client.tool]);
      expect(await pictureOf(at.home)).toEqual(before);
      const variables = Object.fromEntries(
        Object.entries(report.variables).map(([name, value]) => [
          name,
          value instanceof Secret ? value.reveal() : value,
        ]),
      );
      // The client has its caches where it can write.
      const elsewhere = { XDG_CACHE_HOME: join(at.temporary, 'cache'), XDG_DATA_HOME: join(at.temporary, 'data') };
      const home: Home = {
        host: at.host,
        home: at.home,
        work: at.work,
        login: async () => report,
        logout: () => cleanUp({}, at.host),
      };
      let said = '';
      // What it is told by is unknown to a Maven before 3.9, and the login says what to do.
      const isOld = client.tool === 'maven' && /^3\.[0-8]\./.test(found.version);
      const settings = /--settings \S+/.exec(variables.MAVEN_ARGS ?? '')?.[0] ?? '';
      if (client.tool === 'maven') expect(report.warnings.join()).toContain(settings);
      for (const each of client.args(home)) {
        const args = isOld ? [...settings.split(' '), ...each] : each;
        const ran = await runTool(found.program, args, {
          cwd: at.work,
          home: at.home,
          env: {
            ...QUIET,
            ...(found.path === undefined ? {} : { PATH: found.path }),
            ...client.env?.(home),
            ...elsewhere,
            ...variables,
          },
          timeoutMs: 3 * MINUTES,
        });
        said = ran.text;
        if (ran.status !== 0) break;
      }
      expect({ isFetched: await proofOf(client, home), said }).toEqual({ isFetched: true, said });
      expect((await cleanUp({}, at.host)).warnings).toEqual([]);
      const token = await world.tokenOf(DOMAIN);
      expect(await tokensIn(at.temporary, [token], [])).toEqual([]);
      expect((await readdir(at.temporary)).filter((name) => name.startsWith('codeartifact-ci'))).toEqual([]);
    },
    5 * MINUTES,
  );
});
