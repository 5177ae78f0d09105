// Jobs that share a home, each killed between any two writes or not at all, and taken back in any order: what the living
// have stays, and in the end every byte is as before.
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { configure as configureWith } from '../../../../src/core/operations/login/configure.ts';
import { cleanUp as cleanUpWith } from '../../../../src/core/operations/login/logout.ts';
import type { ToolName } from '../../../../src/core/ports/package-format.ts';
import { valueEditors } from '../../../../src/formats/value-editors.ts';
import { dying } from '../../../support/dying-host.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { handSetClock, recordingHost } from '../../../support/host.ts';
import { byLane } from '../../../support/lane.ts';
import { random } from '../../../support/packages/config-samples.ts';
import { registration } from '../../../support/worlds/logins.ts';

// As the commands call them.
const configure: typeof configureWith = (login, host) => configureWith({ editors: valueEditors, ...login }, host);
const cleanUp: typeof cleanUpWith = (request, host) => cleanUpWith({ editors: valueEditors, ...request }, host);

const folder = temporaryFolders();
const TOOLS: readonly ToolName[] = ['npm', 'pip', 'maven', 'cargo'];
const ROUNDS = byLane(12, 300);

const NPMRC = 'fund=false\n; mine\r\nregistry = https://old.example/';

async function pictureOf(home: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const entry of await fs.readdir(home, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    found[path.slice(home.length)] = entry.isFile() ? await fs.readFile(path, 'utf8') : 'folder';
  }
  return found;
}

test(
  `${ROUNDS} times, up to eight jobs`,
  async () => {
    for (let seed = 1; seed <= ROUNDS; seed++) {
      const next = random(seed);
      const home = folder();
      const clock = handSetClock();
      await fs.writeFile(join(home, '.npmrc'), NPMRC);
      const before = await pictureOf(home);
      const hasOneToken = next() < 0.3;
      const jobs = Array.from({ length: 2 + Math.floor(next() * 7) }, (_, index) => ({
        index,
        survive: next() < 0.5 ? 1 + Math.floor(next() * 14) : undefined,
        scope: `@scope-${index}`,
        host: recordingHost({
          folder: home,
          clock,
          env: {
            GITHUB_REPOSITORY: `acme/app-${index}`,
            GITHUB_RUN_ID: String(index),
            GITHUB_JOB: 'build',
            RUNNER_NAME: `runner-${index}`,
            RUNNER_TEMP: `/runners/${index}/_temp`,
          },
        }),
      }));
      const said = { seed, jobs: jobs.map(({ survive }) => survive ?? 'lives') };
      const login = ({ host, scope, survive, index }: (typeof jobs)[number]) =>
        configure(
          {
            registrations: TOOLS.map((tool) =>
              registration(tool, { scopes: [scope], token: `token-${hasOneToken ? 0 : index}-0123456789abcdef` }),
            ),
            expiresAt: clock.now() + 3_600_000,
            tokenVariable: 'auto',
          },
          survive === undefined ? host : dying(host, survive),
        );
      for (const job of jobs) {
        if (job.survive === undefined) await login(job);
        else await login(job).catch(() => undefined);
      }
      const living = jobs.filter(({ survive }) => survive === undefined);
      const npmrc = () => fs.readFile(join(home, '.npmrc'), 'utf8');
      while (living.length > 0) {
        const text = await npmrc();
        for (const { scope } of living)
          expect({ ...said, has: text.includes(`${scope}:registry=`) }).toEqual({ ...said, has: true });
        const [leaving] = living.splice(Math.floor(next() * living.length), 1);
        if (leaving) await cleanUp({}, leaving.host);
      }
      const owner = recordingHost({ folder: home, clock, env: { GITHUB_RUN_ID: 'owner' } });
      const { warnings } = await cleanUp({ whose: 'all' }, owner);
      expect({ ...said, warnings, home: await pictureOf(home) }).toEqual({ ...said, warnings: [], home: before });
      await fs.rm(home, { recursive: true });
    }
  },
  byLane(120_000, 3_600_000),
);
