// Releases, rollbacks and restores by the commands themselves, each on a machine of its own unless a test says otherwise.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promoteCommand } from '../../../src/commands/promote.ts';
import { publishCommand } from '../../../src/commands/publish.ts';
import { retireCommand } from '../../../src/commands/retire.ts';
import { rollbackCommand } from '../../../src/commands/rollback.ts';
import type { Status } from '../../../src/core/model/package.ts';
import { tags } from '../../../src/formats/npm/publish/tags.ts';
import { type Ended, type Given, jsonOf, runCommand } from '../../commands/run-command.ts';
import { writeNpmPackage } from '../packages/npm-package.ts';
import { openWorld, type World } from './release-world.ts';

const PLACE = { domain: 'my-org', 'domain-owner': '111122223333', 'destination-repository': 'prod' } as const;
const RECORDS = { format: 'generic', namespace: 'codeartifact-ci', name: 'promotions' } as const;

export type Network = NonNullable<Given['network']>;
type Inputs = NonNullable<Given['inputs']>;

/** `home`: where the command runs, as its machine; a new one unless it is named. */
export interface Asked {
  readonly home?: string | undefined;
  readonly inputs?: Inputs | undefined;
  readonly network?: Network | undefined;
  /** As a signal does. */
  readonly interrupted?: AbortSignal | undefined;
}

export interface RollbackWorld {
  readonly at: World;
  newHome(): Promise<string>;
  /** `x@1.0.0` as a version of `@acme/x` in the repository `staging`; in the form in which commands name it. */
  stage(...names: string[]): Promise<string[]>;
  /** `x@1.0.0`, straight into the repository `prod`. */
  publish(name: string, asked?: Asked): Promise<Ended>;
  promote(set: readonly string[], asked?: Asked): Promise<Ended>;
  /** Undefined: what the inputs say. */
  rollback(run: string | undefined, asked?: Asked): Promise<Ended>;
  latest(asked?: Asked): Promise<Ended>;
  restore(run: string, asked?: Asked): Promise<Ended>;
  /** A command as a message prints it. */
  asPrinted(line: string): Promise<Ended>;
  statusOf(name: string): Promise<Status | undefined>;
  tagOf(name: string, tag?: string): Promise<string | undefined>;
  setStatus(name: string, target: Status): Promise<void>;
  setTag(name: string, tag: string, version: string): Promise<void>;
  /** Of the record of a run, or of what it was about to do (`RUN-begun`). */
  setRecord(version: string, target: Status): Promise<void>;
  manifestOf(...names: string[]): Promise<string>;
  close(): Promise<void>;
}

export const idOf = (ended: Ended): string => String(jsonOf(ended).runId);
export const said = (ended: Ended): string =>
  [...ended.host.lines, ended.message, JSON.stringify(ended.result)].join('\n');
export const printedIn = (ended: Ended): readonly string[] => [
  ...new Set(
    [...said(ended).matchAll(/`codeartifact-ci ((?:retire|promote) [^`\\]+)/g)].map(([, line]) => String(line)),
  ),
];
export const textOf = (body: unknown): string =>
  ArrayBuffer.isView(body) ? Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString() : '';

export async function openRollbackWorld(folder: string): Promise<RollbackWorld> {
  const at = await openWorld(folder);
  let homes = 0;
  let files = 0;
  const newHome = async () => {
    const home = join(folder, `machine-${++homes}`);
    await mkdir(home, { recursive: true });
    return home;
  };
  const ref = (name: string) => ({ format: 'npm', namespace: 'acme', name }) as const;
  const parts = (text: string) => text.split('@') as [string, string];
  const given = async ({ home, network, interrupted }: Asked) => ({
    ...{ url: at.url, folder: home ?? (await newHome()) },
    ...(network ? { network } : {}),
    ...(interrupted ? { interrupted } : {}),
  });
  const undo = async (run: string | undefined, extra: Record<string, string>, asked: Asked = {}) =>
    runCommand(rollbackCommand, 'rollback', {
      ...(await given(asked)),
      ...{ inputs: { ...PLACE, ...asked.inputs }, extra },
      ...(run === undefined ? {} : { operands: [run] }),
    });
  return {
    at,
    newHome,
    close: at.close,
    stage: async (...names) => {
      for (const each of names) {
        const [name, version] = parts(each);
        const path = join(folder, `${name}-${version}.tgz`);
        await at.publish([await writeNpmPackage(path, { name: `@acme/${name}`, version })], { to: 'staging' });
      }
      return names.map((each) => `npm:@acme/${each}`);
    },
    publish: async (each, asked = {}) => {
      const [name, version] = parts(each);
      const path = join(folder, `${name}-${version}.tgz`);
      return runCommand(publishCommand, 'publish', {
        ...(await given(asked)),
        operands: [await writeNpmPackage(path, { name: `@acme/${name}`, version })],
        inputs: { domain: PLACE.domain, 'domain-owner': PLACE['domain-owner'], repository: 'prod', ...asked.inputs },
      });
    },
    promote: async (set, asked = {}) =>
      runCommand(promoteCommand, 'promote', {
        ...(await given(asked)),
        inputs: {
          ...{ ...PLACE, 'source-repository': 'staging', versions: set.join('\n'), 'dist-tags': 'copy' },
          ...asked.inputs,
        },
      }),
    rollback: (run, asked) => undo(run, {}, asked),
    latest: (asked) => undo(undefined, { latest: 'true' }, asked),
    restore: (run, asked) => undo(run, { restore: 'true' }, asked),
    asPrinted: async (line) => {
      const [name = '', coordinate = '', ...words] = line.split(' ');
      const options = Object.fromEntries(
        words.flatMap((word, index) => (index % 2 ? [] : [[word.slice(2), words[index + 1]]])),
      );
      const isRetire = name === 'retire';
      return runCommand(isRetire ? retireCommand : promoteCommand, isRetire ? 'retire' : 'promote', {
        ...(await given({})),
        inputs: { versions: coordinate, ...options } as Inputs,
      });
    },
    statusOf: async (text) => {
      const [name, version] = parts(text);
      return (await at.client.describePackageVersion(at.at('prod'), { ...ref(name), version }))?.status;
    },
    tagOf: async (name, tag = 'latest') => (await at.tags('prod', ref(name)))[tag],
    setStatus: async (text, target) => {
      const [name, version] = parts(text);
      await at.client.updatePackageVersionsStatus(at.at('prod'), ref(name), { versions: [version], target });
    },
    setTag: async (name, tag, version) => tags.set(ref(name), tag, version, await at.target('npm', 'prod')),
    setRecord: async (version, target) => {
      if (target === 'Disposed')
        return void (await at.client.disposePackageVersions(at.at('prod'), RECORDS, [version]));
      await at.client.updatePackageVersionsStatus(at.at('prod'), RECORDS, { versions: [version], target });
    },
    manifestOf: async (...names) => {
      const path = join(folder, `manifest-${++files}.json`);
      const versions = await Promise.all(
        names.map(async (each) => {
          const [name, version] = parts(each);
          const found = await at.client.describePackageVersion(at.at('staging'), { ...ref(name), version });
          const listing = await at.client.listPackageVersionAssets(at.at('staging'), { ...ref(name), version });
          const assets = listing?.assets.map(({ name: asset, size, digests }) => ({
            ...{ name: asset, size, sha256: digests['SHA-256'] },
          }));
          return { purl: `pkg:npm/%40acme/${each}`, revision: found?.revision, assets, outcome: 'published' };
        }),
      );
      const from = { domain: 'my-org', domainOwner: '111122223333', region: 'us-east-1', repository: 'staging' };
      await writeFile(path, JSON.stringify({ schema: 'codeartifact-ci/release-manifest@1', ...from, versions }));
      return path;
    },
  };
}
