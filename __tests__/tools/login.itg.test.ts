// Real clients with the files a login wrote: they accept them whatever was there before, fetch from the local server,
// and find their own files again, byte for byte, after the logout.
import { mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sampled } from '../support/lane.ts';
import { CLIENTS, type Client, findClient, QUIET } from '../support/programs/login-clients.ts';
import { type FoundTool, type Ran, runTool } from '../support/programs/tools.ts';
import { DOMAIN } from '../support/servers/local-registry.ts';
import {
  arrange,
  BEFORE,
  fillLoginWorld,
  type Home,
  type LoginWorld,
  openHome,
  openLoginWorld,
  pictureOf,
  tokensIn,
} from '../support/worlds/login-world.ts';

const MINUTES = 60_000;

let folder: string;
let world: LoginWorld;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'login-')));
  world = await openLoginWorld(folder);
  await fillLoginWorld(world, folder);
}, 2 * MINUTES);
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true, force: true });
  expect(world.errors).toEqual([]);
});

const fresh = (name: string) => mkdtemp(join(folder, `${name.replace(/\W/g, '-')}-`));

const endpointOf = (format: string) => world.address(format, DOMAIN, 'dev');

async function use(
  client: Client,
  found: Exclude<FoundTool, { missing: string }>,
  home: Home,
  variables: Readonly<Record<string, unknown>>,
): Promise<Ran> {
  for (const [name, text] of Object.entries(client.project?.(endpointOf) ?? {}))
    await writeFile(join(home.work, name), text);
  let ran: Ran = { status: 0, text: '', stdout: '' };
  for (const args of client.args(home)) {
    const exported = Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value)]));
    ran = await runTool(found.program, args, {
      cwd: home.work,
      home: home.home,
      env: { ...QUIET, ...(found.path === undefined ? {} : { PATH: found.path }), ...client.env?.(home), ...exported },
      timeoutMs: 3 * MINUTES,
    });
    if (ran.status !== 0) break;
  }
  return ran;
}

const isFetched = async (client: Client, home: Home) =>
  typeof client.proof === 'string'
    ? readdir(dirname(join(home.work, client.proof))).then(
        (names) => names.includes(client.proof.toString().split('/').at(-1) ?? ''),
        () => false,
      )
    : client.proof(home).catch(() => false);

for (const [index, client] of CLIENTS.entries()) {
  const found = findClient(client);
  if ('missing' in found) {
    describe.skip(`${client.id} (skipped: ${found.missing})`, () => test('fetches', () => undefined));
    continue;
  }
  describe(`${client.id} ${found.version}`, () => {
    // Every client in the fast lane too, each with other states.
    test.each(sampled(BEFORE, 2, index + 1))(
      '%s before',
      async (before) => {
        const at = await fresh(`${client.id}-${before}`);
        const base = await openHome(at);
        const home = await openHome(at, client.env?.(base) ?? {});
        // Written first: what a project says decides what is configured.
        for (const [name, text] of Object.entries(client.project?.(endpointOf) ?? {}))
          await writeFile(join(home.work, name), text);
        const state = before === 'CRLF and mark' && client.noMark ? 'a rich file' : before;
        await arrange(
          state,
          join(home.home, client.file),
          client.noMark && before === 'CRLF and mark' ? client.rich.replaceAll('\n', '\r\n') : client.rich,
        );
        const picture = await pictureOf(home.home);

        const report = await home.login(await world.register(client.tool));
        const ran = await use(client, found, home, report.variables);
        expect([ran.status, ran.status === 0 ? '' : ran.text]).toEqual([0, '']);
        expect(await isFetched(client, home)).toBe(true);
        const token = await world.tokenOf(DOMAIN);
        expect(ran.text).not.toContain(token);
        const meant = [
          ...report.files.map(({ path }) => path),
          join(home.home, '.codeartifact-ci'),
          `${join(home.home, client.file)}.target`,
        ];
        expect(await tokensIn(at, [token], meant)).toEqual([]);

        const undone = await home.logout();
        expect(undone.warnings).toEqual([]);
        const after = await pictureOf(home.home);
        // Clients leave caches; what was there, and what we wrote, is as before.
        for (const [name, content] of Object.entries(picture)) expect([name, after[name]]).toEqual([name, content]);
        for (const { path } of report.files)
          expect([path, await readFile(path, 'utf8').catch(() => '')]).toEqual([
            path,
            expect.not.stringContaining(token),
          ]);
        const created = report.files
          .filter(({ change }) => change === 'created')
          .map(({ path }) => path.slice(home.home.length + 1));
        for (const name of created) expect([name, after[name]]).toEqual([name, undefined]);
      },
      5 * MINUTES,
    );
  });
}
