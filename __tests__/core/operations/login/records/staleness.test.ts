// When nobody will take a login back any more: on evidence, never by a guess.
import { describe, expect, test } from '@jest/globals';
import type { LoginRecord } from '../../../../../src/core/operations/login/records/login-record.ts';
import { isAbandoned, isStale } from '../../../../../src/core/operations/login/records/staleness.ts';
import type { MachineIdentity, ProcessIdentity } from '../../../../../src/core/ports/host.ts';
import { handSetClock, QUIET_PROCESSES } from '../../../../support/host.ts';

const HOUR = 3_600_000;
const MACHINE: MachineIdentity = { name: 'host', id: 'id', boot: 'boot', processSpace: 'space' };
const clock = handSetClock();
const github = (run: string, folder = '/a/_temp') => ({
  GITHUB_RUN_ID: run,
  GITHUB_REPOSITORY: 'acme/app',
  RUNNER_NAME: 'r',
  RUNNER_TEMP: folder,
});

const record = (more: Partial<LoginRecord> = {}): LoginRecord => ({
  schema: 'codeartifact-ci/login@1',
  id: '000001-a',
  sequence: 1,
  job: 'gitlab||1',
  machine: MACHINE,
  holder: { pid: 100, started: '5', name: 'python3', isWorker: false },
  expiresAt: clock.now() + HOUR,
  secrets: [],
  endpoints: [],
  variables: [],
  files: [],
  ...more,
});
const WORKER = { pid: 100, started: '5', name: 'Runner.Worker', isWorker: true };

const on = (
  running: readonly ProcessIdentity[],
  { env = {}, machine = MACHINE, later = 0 }: { env?: object; machine?: MachineIdentity; later?: number } = {},
) => ({
  env: env as Record<string, string>,
  clock: { ...clock, now: () => clock.now() + later },
  processes: {
    ...QUIET_PROCESSES,
    machine: () => machine,
    isRunning: ({ pid, started }: ProcessIdentity) => running.some((one) => one.pid === pid && one.started === started),
  },
});
const ALIVE = [{ pid: 100, started: '5' }];
const REUSED = [{ pid: 100, started: '6' }];

describe.each<[string, LoginRecord, ReturnType<typeof on>, { stale: boolean; abandoned: boolean }]>([
  ['its process runs', record(), on(ALIVE), { stale: false, abandoned: false }],
  ['its process is gone', record(), on([]), { stale: true, abandoned: false }],
  ['its process is gone and the number used again', record(), on(REUSED), { stale: true, abandoned: false }],
  ['its worker runs', record({ holder: WORKER }), on(ALIVE), { stale: false, abandoned: false }],
  ['its worker is gone', record({ holder: WORKER }), on([]), { stale: true, abandoned: true }],
  [
    'the machine was started anew',
    record(),
    on(ALIVE, { machine: { ...MACHINE, boot: 'x' } }),
    { stale: true, abandoned: true },
  ],
  [
    'it is of another machine',
    record(),
    on([], { machine: { ...MACHINE, name: 'x' } }),
    { stale: false, abandoned: false },
  ],
  [
    'it is of another machine of the same name',
    record(),
    on([], { machine: { ...MACHINE, id: 'x', boot: 'y' } }),
    { stale: false, abandoned: false },
  ],
  [
    'it is of another container',
    record(),
    on([], { machine: { ...MACHINE, processSpace: 'x' } }),
    { stale: false, abandoned: false },
  ],
  ['nothing is known of its process', record({ holder: undefined }), on([]), { stale: false, abandoned: false }],
  [
    'it is of an earlier version',
    record({ machine: undefined, holder: undefined }),
    on([]),
    { stale: false, abandoned: false },
  ],
  ['its token has ended', record(), on(ALIVE, { later: HOUR + 1 }), { stale: true, abandoned: false }],
  ['its token has ended long ago', record(), on(ALIVE, { later: 26 * HOUR }), { stale: true, abandoned: true }],
  [
    'its runner has another job',
    record({ job: 'github||acme/app|1', runner: 'github||acme/app|r|/a/_temp' }),
    on(ALIVE, { env: github('2') }),
    { stale: true, abandoned: true },
  ],
  [
    'its runner has another job, yet its worker runs',
    record({ job: 'github||acme/app|1', runner: 'github||acme/app|r|/a/_temp', holder: WORKER }),
    on(ALIVE, { env: github('2') }),
    { stale: false, abandoned: false },
  ],
  [
    'a runner of its name in another folder has a job',
    record({ job: 'github||acme/app|1', runner: 'github||acme/app|r|/a/_temp' }),
    on(ALIVE, { env: github('2', '/b/_temp') }),
    { stale: false, abandoned: false },
  ],
  [
    'an earlier version knew no more of the runner than its name',
    record({ machine: undefined, holder: undefined, runner: 'github||r' }),
    on([], { env: github('2') }),
    { stale: false, abandoned: false },
  ],
  ['it is this very job’s', record({ job: 'terminal' }), on(ALIVE), { stale: false, abandoned: false }],
  [
    'it is the terminal’s, and its token has ended',
    record({ job: 'terminal' }),
    on(ALIVE, { later: HOUR + 1 }),
    { stale: true, abandoned: true },
  ],
])('%s', (_, one, host, { stale, abandoned }) => {
  test(`is ${stale ? '' : 'not '}stale, and the next login ${abandoned ? 'puts it right' : 'leaves it'}`, () => {
    expect({ stale: isStale(one, host), abandoned: isAbandoned(one, host) }).toEqual({ stale, abandoned });
  });
});
