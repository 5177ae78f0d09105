// The smallest sequence of each fault that random ones have found, and the limits that random ones do not reach. How to run
// one by itself is said in sequences.test.ts.
import { expect, jest, test } from '@jest/globals';
import { byLane } from '../support/lane.ts';
import { type Call, readCalls } from './calls.ts';
import { replay } from './driver/explore.ts';
import { describeRun, runSequence } from './driver/run-sequence.ts';
import { withSwitches } from './driver/switches.ts';
import { openingFor, profileOf } from './driver/worlds.ts';
import { DEFAULTS, FAULTS, type Fault } from './rules/options.ts';

jest.setTimeout(byLane(60_000, 3600_000));

const rules = { options: DEFAULTS, tolerated: [] };

const FOUND: Readonly<Record<Fault, string>> = {
  B1: `
{"do":"create-repository","repository":"store"}
{"do":"create-repository","repository":"team","upstreams":["store"]}
{"do":"create-repository","repository":"app","upstreams":["team","store"]}
{"do":"publish","repository":"store","package":"npm:a","version":"1.0.0","build":"a","tag":"latest"}
{"do":"publish","repository":"team","package":"npm:a","version":"2.0.0","build":"a","tag":"latest"}`,
  B2: `
{"do":"create-repository","repository":"r0"}
{"do":"create-repository","repository":"r1"}
{"do":"publish","repository":"r0","package":"pypi:p-y","version":"1.0.0","build":"a","file":"wheel"}
{"do":"publish","repository":"r1","package":"pypi:p-y","version":"1.0.0","build":"a","file":"wheel"}
{"do":"copy","from":"r0","to":"r1","package":"pypi:p-y","versions":["1.0.0"]}`,
  B3: `
{"do":"create-repository","repository":"r0"}
{"do":"create-repository","repository":"r1","upstreams":["r0"]}
{"do":"publish","repository":"r0","package":"npm:a","version":"2.0.0","build":"a","tag":"latest"}
{"do":"publish","repository":"r1","package":"npm:a","version":"1.0.0","build":"a","tag":"latest"}
{"do":"control","repository":"r1","package":"npm:a","publish":"ALLOW","upstream":"ALLOW"}
{"do":"read","repository":"r1","package":"npm:a","version":"2.0.0"}
{"do":"set-status","repository":"r1","package":"npm:a","versions":["2.0.0"],"target":"Unlisted"}`,
  O17: `
{"do":"create-repository","repository":"r0"}
{"do":"create-repository","repository":"r1","upstreams":["r0"]}
{"do":"create-repository","repository":"r2"}
{"do":"publish","repository":"r0","package":"npm:a","version":"1.1.0","build":"a","tag":"latest"}
{"do":"read","repository":"r1","package":"npm:a","version":"1.1.0"}
{"do":"copy","from":"r1","to":"r2","package":"npm:a","versions":["1.1.0"]}`,
  U6: `
{"do":"create-repository","repository":"r2"}
{"do":"create-repository","repository":"r3","upstreams":["r2"]}
{"do":"control","repository":"r3","package":"maven:g.h:m","publish":"ALLOW","upstream":"ALLOW"}
{"do":"publish","repository":"r2","package":"maven:g.h:m","version":"1.0.0","build":"b","file":"jar"}
{"do":"publish","repository":"r3","package":"maven:g.h:m","version":"1.0.0","build":"a","file":"pom"}
{"do":"finish","repository":"r2","package":"maven:g.h:m","versions":["1.0.0"]}
{"do":"read","repository":"r3","package":"maven:g.h:m","version":"1.0.0","file":"jar"}`,
  U7: `
{"do":"create-repository","repository":"r0"}
{"do":"create-repository","repository":"r1","upstreams":["r0"]}
{"do":"create-repository","repository":"r2"}
{"do":"connect","repository":"r0","connection":"public:maven-central"}
{"do":"release","package":"maven:g.h:m","version":"1.0.0","build":"p"}
{"do":"read","repository":"r1","package":"maven:g.h:m","version":"1.0.0","file":"pom"}
{"do":"copy","from":"r1","to":"r2","package":"maven:g.h:m","versions":["1.0.0"],"fromUpstream":true}`,
  S1: `
{"do":"create-repository","repository":"r1"}
{"do":"publish","repository":"r1","package":"npm:a","version":"1.0.0","build":"a","tag":"latest"}
{"do":"set-status","repository":"r1","package":"npm:a","versions":["1.0.0"],"target":"Unlisted"}`,
  S2: `
{"do":"create-repository","repository":"r4"}
{"do":"publish","repository":"r4","package":"maven:g.h:m","version":"1.1.0","build":"a","file":"jar"}
{"do":"control","repository":"r4","package":"maven:g.h:m","publish":"BLOCK","upstream":"BLOCK"}
{"do":"finish","repository":"r4","package":"maven:g.h:m","versions":["1.1.0"]}`,
  T3: `
{"do":"create-repository","repository":"r0"}
{"do":"create-repository","repository":"r1"}
{"do":"create-repository","repository":"r2","upstreams":["r1","r0"]}
{"do":"publish","repository":"r1","package":"npm:a","version":"1.0.0","build":"b","tag":"latest"}
{"do":"publish","repository":"r0","package":"npm:a","version":"1.0.0","build":"a","tag":"beta"}
{"do":"copy","from":"r2","to":"r2","package":"npm:a","versions":["1.0.0"],"fromUpstream":true}`,
  T4: `
{"do":"create-repository","repository":"r0"}
{"do":"create-repository","repository":"r1"}
{"do":"create-repository","repository":"r2","upstreams":["r0","r1"]}
{"do":"create-repository","repository":"r3"}
{"do":"publish","repository":"r0","package":"npm:a","version":"1.1.0","build":"a","tag":"latest"}
{"do":"publish","repository":"r1","package":"npm:a","version":"2.0.0","build":"a","tag":"latest"}
{"do":"copy","from":"r2","to":"r3","package":"npm:a","versions":["2.0.0"],"fromUpstream":true}`,
  U8: `
{"do":"create-repository","repository":"r0"}
{"do":"create-repository","repository":"r1","upstreams":["r0"]}
{"do":"connect","repository":"r0","connection":"public:pypi"}
{"do":"release","package":"pypi:p-y","version":"1.0.0","build":"p","file":"wheel"}
{"do":"read","repository":"r1","package":"pypi:p-y","version":"1.0.0","file":"wheel"}
{"do":"set-status","repository":"r0","package":"pypi:p-y","versions":["1.0.0"],"target":"Archived"}
{"do":"release","package":"pypi:p-y","version":"1.0.0","build":"p","file":"sdist"}
{"do":"read","repository":"r1","package":"pypi:p-y","version":"1.0.0","file":"sdist"}`,
  U9: `
{"do":"create-repository","repository":"r0"}
{"do":"create-repository","repository":"r2","upstreams":["r0"]}
{"do":"connect","repository":"r0","connection":"public:maven-central"}
{"do":"release","package":"maven:g.h:m","version":"2.0.0","build":"p"}
{"do":"read","repository":"r2","package":"maven:g.h:m","version":"2.0.0","file":"jar"}
{"do":"release","package":"maven:g.h:m","version":"2.0.0","build":"p","file":"sources"}
{"do":"read","repository":"r0","package":"maven:g.h:m","version":"2.0.0","file":"sources"}
{"do":"read","repository":"r2","package":"maven:g.h:m","version":"2.0.0","file":"pom"}`,
  C1: `
{"do":"create-repository","repository":"r0"}
{"do":"create-repository","repository":"r1","upstreams":["r0"]}
{"do":"publish","repository":"r1","package":"maven:g.h:m","version":"1.0.0","build":"a","file":"jar"}
{"do":"control","repository":"r1","package":"maven:g.h:m","publish":"ALLOW","upstream":"ALLOW"}
{"do":"publish","repository":"r0","package":"maven:g.h:m","version":"1.0.0","build":"b","file":"jar"}
{"do":"finish","repository":"r0","package":"maven:g.h:m","versions":["1.0.0"]}
{"do":"checksum","repository":"r1","package":"maven:g.h:m","version":"1.0.0","build":"b","file":"jar"}
{"do":"finish","repository":"r1","package":"maven:g.h:m","versions":["1.0.0"]}
{"do":"checksum","repository":"r1","package":"maven:g.h:m","version":"1.0.0","build":"a","file":"jar"}
{"do":"finish","repository":"r1","package":"maven:g.h:m","versions":["1.0.0"]}`,
  P1: `
{"do":"create-repository","repository":"r0"}
{"do":"publish","repository":"r0","package":"generic:s:g","version":"1.0.0","build":"a","unfinished":true}
{"do":"publish","repository":"r0","package":"generic:s:g","version":"2.0.0","build":"a"}
{"do":"set-status","repository":"r0","package":"generic:s:g","versions":["1.0.0"],"target":"Published"}`,
  E1: `
{"do":"create-repository","repository":"r0"}
{"do":"connect","repository":"r0","connection":"public:npmjs"}`,
  E2: `
{"do":"create-repository","repository":"r0"}
{"do":"create-repository","repository":"r1","upstreams":["r0"]}
{"do":"connect","repository":"r1","connection":"public:npmjs"}
{"do":"connect","repository":"r0","connection":"public:npmjs"}
{"do":"set-upstreams","repository":"r0","upstreams":[]}`,
  E3: `
{"do":"create-repository","repository":"r0"}
{"do":"connect","repository":"r0","connection":"public:npmjs"}
{"do":"connect","repository":"r0","connection":"public:npmjs"}`,
  E4: `
{"do":"delete-repository","repository":"r0"}`,
  U1: `
{"do":"create-repository","repository":"r1"}
{"do":"create-repository","repository":"r2","upstreams":["r1"]}
{"do":"create-repository","repository":"r0"}
{"do":"publish","repository":"r1","package":"maven:g.h:m","version":"1.0.0","build":"a","file":"pom"}
{"do":"read","repository":"r2","package":"maven:g.h:m","version":"1.0.0","file":"pom"}
{"do":"copy","from":"r2","to":"r0","package":"maven:g.h:m","versions":["1.0.0"],"fromUpstream":true}`,
  U2: `
{"do":"create-repository","repository":"r0"}
{"do":"create-repository","repository":"r2","upstreams":["r0"]}
{"do":"connect","repository":"r0","connection":"public:maven-central"}
{"do":"publish","repository":"r0","package":"maven:g.h:m","version":"2.0.0","build":"b","file":"pom"}
{"do":"control","repository":"r0","package":"maven:g.h:m","publish":"ALLOW","upstream":"ALLOW"}
{"do":"release","package":"maven:g.h:m","version":"2.0.0","build":"p"}
{"do":"read","repository":"r2","package":"maven:g.h:m","version":"2.0.0","file":"pom"}`,
  U3: `
{"do":"create-repository","repository":"r0"}
{"do":"create-repository","repository":"r1"}
{"do":"create-repository","repository":"r2","upstreams":["r0","r1"]}
{"do":"create-repository","repository":"r3"}
{"do":"connect","repository":"r0","connection":"public:npmjs"}
{"do":"publish","repository":"r1","package":"npm:a","version":"1.0.0","build":"b","tag":"latest"}
{"do":"release","package":"npm:a","version":"1.0.0","build":"p","tag":"latest"}
{"do":"copy","from":"r2","to":"r3","package":"npm:a","versions":["1.0.0"],"fromUpstream":true}`,
  U4: `
{"do":"create-repository","repository":"r0"}
{"do":"create-repository","repository":"r1","upstreams":["r0"]}
{"do":"publish","repository":"r0","package":"pypi:p-y","version":"2.0.0","build":"a","file":"wheel"}
{"do":"read","repository":"r1","package":"pypi:p-y","version":"2.0.0","file":"wheel"}
{"do":"publish","repository":"r0","package":"pypi:p-y","version":"2.0.0","build":"a","file":"sdist"}
{"do":"set-status","repository":"r0","package":"pypi:p-y","versions":["2.0.0"],"target":"Archived"}
{"do":"read","repository":"r1","package":"pypi:p-y","version":"2.0.0","file":"sdist"}`,
  M1: `
{"do":"create-repository","repository":"r0"}
{"do":"create-repository","repository":"r2","upstreams":["r0"]}
{"do":"create-repository","repository":"r3"}
{"do":"connect","repository":"r0","connection":"public:maven-central"}
{"do":"release","package":"maven:g.h:m","version":"1.0.0","build":"p"}
{"do":"copy","from":"r2","to":"r3","package":"maven:g.h:m","versions":["1.0.0"],"fromUpstream":true}`,
};

/** What shows only where a switch has another value. */
const SWITCHED: Readonly<Partial<Record<Fault, Readonly<Record<string, string>>>>> = {
  S1: { 'tag-of-version-hidden-upstream': 'dropped' },
  S2: { 'blocked-publish-status': '409' },
};

test.each(Object.entries(FOUND))('%s', async (name, text) => {
  const calls = readCalls(text);
  const profile = profileOf(calls);
  const opening = await openingFor(profile);
  const set = { ...rules, ...withSwitches(SWITCHED[name as Fault] ?? {}) };
  const ran = await replay(opening.open, set, profile, calls);
  await opening.close();
  if (ran.differences.length > 0) throw new Error(`${FAULTS[name as Fault]}\n${describeRun(ran, name)}`);
});

/** r0 at the end of a chain; every repository is compared once all of them are there. */
function chain(length: number): Call[] {
  const names = Array.from({ length }, (_, index) => `r${index}`);
  return names.map((repository, index) => {
    const upstreams = index === 0 ? {} : { upstreams: [`r${index - 1}`] };
    return { do: 'create-repository', repository, ...upstreams };
  });
}

/** Three repositories of ten upstreams each below one: more than 25 are reachable, and the order decides which count. */
function tree(): Call[] {
  const make = (repository: string, upstreams: string[] = []): Call => ({
    do: 'create-repository',
    repository,
    upstreams,
  });
  const leaves = (branch: number) => Array.from({ length: 10 }, (_, index) => `leaf${branch}${index}`);
  const branches = [0, 1, 2].map((branch) => make(`branch${branch}`, leaves(branch)));
  return [
    ...[0, 1, 2].flatMap((branch) => leaves(branch).map((name) => make(name))),
    ...branches,
    make('root', ['branch0', 'branch1', 'branch2']),
  ];
}

const publishedTo = (repository: string, version: string): Call => ({
  do: 'publish',
  repository,
  package: 'npm:a',
  version,
  build: 'a',
  tag: 'latest',
});

const LIMITS: Readonly<Record<string, readonly Call[]>> = {
  'a chain of 28': [...chain(28), publishedTo('r0', '1.0.0'), publishedTo('r2', '2.0.0')],
  'a tree of 34': [
    ...tree(),
    publishedTo('leaf00', '1.0.0'),
    publishedTo('leaf20', '1.1.0'),
    publishedTo('leaf25', '2.0.0'),
  ],
  'eleven upstreams': [
    ...Array.from({ length: 11 }, (_, index): Call => ({ do: 'create-repository', repository: `u${index}` })),
    { do: 'create-repository', repository: 'r11', upstreams: Array.from({ length: 11 }, (_, index) => `u${index}`) },
    { do: 'create-repository', repository: 'r10', upstreams: Array.from({ length: 10 }, (_, index) => `u${index}`) },
  ],
};

test.each(Object.entries(LIMITS))('%s', async (_, calls) => {
  const profile = profileOf([...calls, publishedTo('r0', '1.0.0')]);
  const opening = await openingFor(profile);
  const next = (__: unknown, step: number) => calls[step];
  const ran = await runSequence(opening.open, { rules, profile, next, unwatched: calls.length - 1 });
  await opening.close();
  expect(ran.differences).toEqual([]);
  expect(ran.calls).toHaveLength(calls.length);
});
