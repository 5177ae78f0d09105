// The whole smoke run as a process, against a strict server that lets its user do what `--policy` prints, in a domain
// full of other people's repositories.
import { readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import * as sdk from '@aws-sdk/client-codeartifact';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { kindsIn } from '../../scripts/run-proof/secret-scan.mjs';
import { vocabularyOf } from '../../scripts/smoke/answers.mjs';
import { callsOf } from '../../scripts/smoke/cost.mjs';
import { policyOf } from '../../scripts/smoke/policy.mjs';
import { identifyingIn, readRecord, type SmokeRecord } from '../../scripts/smoke/record.mjs';
import { temporaryFolder, temporaryFolders } from '../support/folders.ts';
import { byLane, isSlowLane } from '../support/lane.ts';
import { noCommandLine } from '../support/programs/codebuild.ts';
import { findNugetExe, findTool, programOf, whyNot } from '../support/programs/tools.ts';
import { ACCOUNT, SECRET } from '../support/worlds/sign-in-world.ts';
import { openSmokeWorld, PLACE, placeOf, type Ran, type SmokeWorld } from './smoke-world.ts';

jest.setTimeout(byLane(240_000, 3_600_000));

const npm = findTool('npm-11', 'npm');
const tools = whyNot(npm) === undefined ? 'npm' : 'none';
const path = [...(tools === 'npm' ? [dirname(programOf(npm))] : []), process.env.PATH ?? ''].join(delimiter);

const folder = temporaryFolder();
const folders = temporaryFolders();
const file = (name: string) => join(folder, name);
const recordIn = (name: string) => readRecord(readFileSync(file(name), 'utf8'), name);

/** A client for each tool that fetches, among the tools of tests. */
const clients = () =>
  'npm:npm-11 pnpm:pnpm-10 yarn:yarn-4 bun:bun pip:pip-26 uv:uv poetry:poetry twine:twine-7 mvn:maven-3 gradle:gradle'
    .split(' ')
    .map((one) => one.split(':'))
    .map(([bin = '', id = '']) => ({ name: bin === 'mvn' ? 'maven' : bin, tool: findTool(id, bin) }));

/** `npm:GET` of the server's log as the table of costs has it. */
const countedAs = (operation: string) => operation.replace(/^([a-z]+):[A-Z]+$/, '$1');
function counted(world: SmokeWorld): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { operation } of world.asked()) counts[countedAs(operation)] = (counts[countedAs(operation)] ?? 0) + 1;
  return counts;
}

/** The actions that a request asks permission for. */
function actionsOf({ operation, method, target }: { operation: string; method: string; target: string }): string[] {
  if (operation === 'CreateRepository' || operation === 'CreateDomain') return [operation, 'TagResource'];
  if (operation === 'GetAuthorizationToken') return [operation, 'GetServiceBearerToken'];
  if (!operation.includes(':')) return [operation];
  if (method === 'GET') return ['ReadFromRepository'];
  return /dist-tags|maven-metadata\.xml/.test(target) ? ['PutPackageMetadata'] : ['PublishPackageVersion'];
}

const suite = noCommandLine === undefined ? describe : describe.skip;

suite(`a run against a strict server${noCommandLine === undefined ? '' : ` (${noCommandLine})`}`, () => {
  let world: SmokeWorld;
  let before: unknown;
  let ran: Ran;
  let local: Ran;
  const place = placeOf({ domainOwner: ACCOUNT });
  beforeAll(async () => {
    world = await openSmokeWorld(folder, { policy: policyOf(place) });
    before = await world.snapshot();
    const common = ['--tools', tools, '--record'];
    [ran, local] = await Promise.all([
      world.run(['--aws', '--yes', ...PLACE, '--domain-owner', ACCOUNT, ...common, file('aws.json')], { PATH: path }),
      world.run(['--local', '--prefix', 'other-prefix', ...common, file('local.json')], { PATH: path }),
    ]);
  });
  afterAll(() => world.server.close());

  test('does the main job with what --policy prints', async () => {
    expect([ran.status, ran.status === 0 ? '' : ran.stderr]).toEqual([0, '']);
    expect(world.asked().filter(({ status }) => status === 403 || status === 401)).toEqual([]);
    const printed = await world.run(['--policy', ...PLACE, '--domain-owner', ACCOUNT]);
    expect(JSON.parse(printed.stdout)).toEqual(policyOf(place));
  });

  test('leaves everything as it was: domains, repositories with names like its own, packages with names like its own', async () => {
    expect(await world.snapshot()).toEqual(before);
    expect(world.temporary()).toEqual([]);
  });

  test('asks about nothing but its two repositories and its domain, reading included', () => {
    const own = new RegExp(
      `[?&]repository=smk-(?:staging|production)(?:&|$)|[?&]destination-repository=smk-production(?:&|$)|^/[a-z]+/d/my-org-${ACCOUNT}/smk-(?:staging|production)/|resourceArn=[^&]*repository%2Fmy-org%2Fsmk-(?:staging|production)(?:&|$)`,
    );
    const elsewhere = world.asked().filter(({ target }) => !own.test(target));
    expect(new Set(elsewhere.map(({ operation }) => operation))).toEqual(
      new Set(['DescribeDomain', 'GetAuthorizationToken']),
    );
    for (const { target } of elsewhere) expect(target).toContain('domain=my-org&');
  });

  test('the policy grants nothing that is not used', () => {
    const used = new Set(world.asked().flatMap(actionsOf));
    const granted = policyOf(place).Statement.flatMap(({ Action }) => [Action].flat().map(String));
    expect([...new Set(granted.map((action) => action.split(':')[1] ?? ''))].sort()).toEqual([...used].sort());
  });

  test('calls what it said it would, and how often', () => {
    const said = callsOf({ tools: tools === 'none' ? [] : [tools], createDomain: false });
    for (const [operation, count] of Object.entries(said))
      expect(ran.stdout).toMatch(
        new RegExp(`^ +${operation}(?: endpoint)? +${count} +${(count * 0.000005).toFixed(6)}$`, 'm'),
      );
    const found = counted(world);
    expect(Object.keys(found).sort()).toEqual(Object.keys(said).sort());
    // Looks that wait for a service differ by some.
    for (const [operation, count] of Object.entries(said))
      expect([operation, Math.abs((found[operation] ?? 0) - count) <= 2 + count / 5]).toEqual([operation, true]);
    const sum = (counts: Record<string, number>) => Object.values(counts).reduce((a, b) => a + b, 0);
    expect(Math.abs(sum(found) / sum(said) - 1)).toBeLessThan(0.05);
  });

  describe('the record', () => {
    const vocabulary = vocabularyOf(sdk);

    test('has an answer for every request of the program and of the command line, none of the tools', () => {
      const record = recordIn('aws.json');
      const counts: Record<string, number> = {};
      for (const { answers } of record.steps)
        for (const { operation, count } of answers) {
          const name = /^[a-z]+ /.test(operation) ? (operation.split(' ')[0] ?? '') : operation;
          counts[name] = (counts[name] ?? 0) + count;
        }
      const found = counted(world);
      if (tools === 'npm') found.npm = (found.npm ?? 0) - 2;
      expect(counts).toEqual(found);
      expect(record).toMatchObject({ target: 'aws', outcome: 'done' });
    });

    test('holds no account, name, address, key or token', () => {
      const text = readFileSync(file('aws.json'), 'utf8');
      const secrets = [SECRET, 'AKIA', ACCOUNT, 'my-org', 'smk', 'arn:', '127.0.0.1', 'http', 'eyJ', folder];
      for (const secret of secrets) expect([secret, text.includes(secret)]).toEqual([secret, false]);
      expect(kindsIn(text)).toEqual([]);
      expect(text).not.toMatch(/[0-9]{12}|[0-9a-f]{32}/);
      expect(identifyingIn(recordIn('aws.json'), vocabulary)).toEqual([]);
    });

    test('of the same job elsewhere, with other names, is equal', async () => {
      expect([local.status, local.status === 0 ? '' : local.stderr]).toEqual([0, '']);
      expect(recordIn('local.json')).toMatchObject({ target: 'local', outcome: 'done' });
      expect(readFileSync(file('local.json'), 'utf8')).not.toContain('other-prefix');
      const compared = await world.run(['--compare', file('aws.json'), file('local.json')]);
      expect(compared).toMatchObject({ status: 0, stdout: '' });
    });

    test('of a service that answers otherwise is not', async () => {
      const other: SmokeRecord = recordIn('local.json');
      const [check, make] = other.steps;
      const [described] = check?.answers ?? [];
      if (described?.shape) described.shape['domain.owner'] = 'number';
      if (make) make.exit = 1;
      for (const answer of other.steps.find(({ step }) => step === 'remove')?.answers ?? [])
        if (answer.operation === 'DeleteRepository') Object.assign(answer, { status: 202 });
      writeFileSync(file('other.json'), JSON.stringify(other));
      const { status, stdout } = await world.run(['--compare', file('aws.json'), file('other.json')]);
      expect(status).toBe(1);
      expect(stdout.trim().split('\n')).toEqual([
        'check: DescribeDomain 200 application/json: domain.owner is string in A, number in B',
        'make: exit 0 in A, 1 in B',
        'remove: DeleteRepository 200 application/json: only in A',
        'remove: DeleteRepository 202 application/json: only in B',
      ]);
    });
  });
});

// Each takes a whole run, or what of it goes without the action.
function slowOnly(): void {
  const whole = policyOf(placeOf());
  const isOptional = (sid: unknown) => String(sid).startsWith('Optional');
  const cases = whole.Statement.flatMap(({ Sid, Action }) =>
    [Action].flat().map((action) => [String(Sid), String(action)]),
  );

  test.each(cases.filter(([sid]) => !isOptional(sid)))(
    '%s: without %s the run does not end well',
    async (sid, action) => {
      const Statement = whole.Statement.flatMap((statement) => {
        const left = [statement.Action].flat().filter((one) => statement.Sid !== sid || one !== action);
        return left.length === 0 ? [] : [{ ...statement, Action: left }];
      });
      const world = await openSmokeWorld(folders(), { policy: { ...whole, Statement }, isEmpty: true });
      const { status, stderr } = await world.run(['--aws', '--yes', ...PLACE, '--tools', 'none']);
      expect(status).not.toBe(0);
      expect(stderr).toContain(action?.split(':')[1]);
      await world.server.close();
    },
  );

  test('without the optional statements it does', async () => {
    const Statement = whole.Statement.filter(({ Sid }) => !isOptional(Sid));
    expect(Statement.length).toBeLessThan(whole.Statement.length);
    const world = await openSmokeWorld(folders(), { policy: { ...whole, Statement }, isEmpty: true });
    expect(await world.run(['--aws', '--yes', ...PLACE, '--tools', 'none'])).toMatchObject({ status: 0 });
    await world.server.close();
  });

  test('every package manager that is installed logs in, fetches and logs out', async () => {
    const at = folders();
    const found = clients().filter(({ tool }) => whyNot(tool) === undefined);
    const names = found.map(({ name }) => name);
    const places = found.map(({ tool }) => dirname(programOf(tool)));
    const [mono, nuget] = [findTool('mono', 'mono'), findNugetExe()];
    if (whyNot(mono, nuget) === undefined && 'file' in nuget) {
      // As its packages for Linux have it.
      writeFileSync(join(at, 'nuget'), `#!/bin/sh\nexec ${programOf(mono)} ${nuget.file} "$@"\n`, { mode: 0o755 });
      names.push('nuget');
      places.push(at);
    }
    const world = await openSmokeWorld(folders(), { isEmpty: true });
    const PATH = [...places, process.env.PATH ?? ''].join(delimiter);
    const { status, stdout, stderr } = await world.run(['--aws', '--yes', ...PLACE], { PATH });
    expect([status, status === 0 ? '' : stderr]).toEqual([0, '']);
    for (const name of names) {
      expect(stdout).toMatch(new RegExp(`^package managers: .*\\b${name} \\d`, 'm'));
      for (const step of [`login ${name}`, name === 'twine' ? 'upload twine' : `fetch ${name}`, `logout ${name}`])
        expect(stderr).toContain(`\n${step}\n`);
    }
    // All that a tool asks of an endpoint is in the table of costs.
    const said = callsOf({
      tools: /package managers: (.*)/.exec(stdout)?.[1]?.match(/[a-z]+(?= \d|,|$)/g) ?? [],
      createDomain: false,
    });
    const asked: Record<string, number> = {};
    // Refusals before a tool shows its token have no caller.
    for (const { operation, userAgent } of world.server.requests.list())
      if (userAgent !== undefined || operation.includes(':'))
        asked[countedAs(operation)] = (asked[countedAs(operation)] ?? 0) + 1;
    for (const endpoint of ['npm', 'pypi', 'maven', 'nuget'])
      expect([endpoint, Math.abs((asked[endpoint] ?? 0) - (said[endpoint] ?? 0)) <= 4]).toEqual([endpoint, true]);
    await world.server.close();
  });
}
if (isSlowLane) suite('every action and every tool', slowOnly);
