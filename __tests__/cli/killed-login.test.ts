// A login that is told to end, at whatever moment: it is done, or nothing of it is left. A process that knew nothing of
// the signal yet has done nothing yet.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { temporaryFolder, temporaryFolders } from '../support/folders.ts';
import { byLane } from '../support/lane.ts';
import { random } from '../support/packages/config-samples.ts';
import { openTestRegistry, type TestRegistry } from '../support/servers/local-registry.ts';
import { startEntry } from './from-source.ts';

// Every module is translated as it is loaded, on a machine that may be busy.
jest.setTimeout(byLane(180_000, 3_600_000));

const built = temporaryFolder();
const folder = temporaryFolders();
const caches = temporaryFolder();
let at: TestRegistry;
beforeAll(async () => {
  at = await openTestRegistry(built);
});
afterAll(() => at.close());

const TOOLS = 'npm,yarn,pip,twine,maven,gradle,nuget,cargo,gem,bun';
const BEFORE: Readonly<Record<string, string>> = {
  '.npmrc': 'registry=https://old.example/\r\n; c\r\n',
  '.m2/settings.xml': '<?xml version="1.0"?>\n<settings>\n</settings>',
  '.pypirc': '[distutils]\nindex-servers =\n  foo\n[foo]\nrepository: https://x.example\n',
  '.cargo/config.toml': '[net]\nretry = 3',
};

function home(): string {
  const place = folder();
  for (const [name, text] of Object.entries(BEFORE)) {
    mkdirSync(dirname(join(place, name)), { recursive: true });
    writeFileSync(join(place, name), text, { mode: 0o640 });
  }
  return place;
}

/** Every file and folder below, with its mode and content. */
function snapshot(place: string): Record<string, string> {
  const paths = readdirSync(place, { recursive: true }).map(String).sort();
  return Object.fromEntries(
    paths.map((path) => {
      const found = statSync(join(place, path));
      const content = found.isFile() ? readFileSync(join(place, path), 'latin1') : 'a folder';
      return [path, `${(found.mode & 0o777).toString(8)} ${content}`];
    }),
  );
}

const start = (place: string) =>
  startEntry(
    'cli/main.ts',
    ['login', '--domain', 'my-org', '--domain-owner', '111122223333', '--repository', 'dev', '--tools', TOOLS],
    {
      cwd: place,
      env: {
        HOME: place,
        // What translates the sources keeps files of its own.
        XDG_CACHE_HOME: caches,
        AWS_ENDPOINT_URL: at.url,
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI-K7MDENG-an-example',
        AWS_EC2_METADATA_DISABLED: 'true',
      },
    },
  );

/** Resolves as soon as the login keeps anything. */
async function begun(place: string, ended: Promise<unknown>): Promise<void> {
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  while (!isOver && !readdirSync(place).includes('.codeartifact-ci')) await pause(1);
}

test('a signal at any time ends in a login that is done, or in a home as it was', async () => {
  const next = random(15);
  const whole = home();
  const run = start(whole);
  await begun(whole, run.ended);
  const since = performance.now();
  expect(await run.ended).toMatchObject({ status: 0, signal: null });
  const longest = performance.now() - since;
  const done = Object.keys(snapshot(whole)).filter((path) => !path.startsWith('.codeartifact-ci/logins/'));

  const counts: Record<string, number> = {};
  for (let count = 0; count < byLane(3, 51); count++) {
    const signal = (['SIGHUP', 'SIGTERM', 'SIGINT'] as const)[count % 3] ?? 'SIGTERM';
    const place = home();
    const untouched = snapshot(place);
    const { child, ended } = start(place);
    await begun(place, ended);
    // The last stretch is the one in which little is left to take back, and much to get wrong.
    const part = count % 2 === 0 ? next() : 0.7 + next() * 0.4;
    await pause(part * longest);
    child.kill(signal);
    const end = await ended;
    const now = snapshot(place);
    const what = `${signal} after ${Math.round(part * 100)} %: ${JSON.stringify(end)}`;
    if (end.status === 0)
      expect({ what, paths: Object.keys(now).filter((path) => !path.startsWith('.codeartifact-ci/logins/')) }).toEqual({
        what,
        paths: done,
      });
    else
      expect({ what, status: end.status, signal: end.signal, now }).toEqual({
        what,
        status: 130,
        signal: null,
        now: untouched,
      });
    const key = `${signal} ${end.status}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  expect(Object.keys(counts).length).toBeGreaterThan(1);
});
