// Real packages of the public registry, as they are: each is taken whole, and nothing is said against it that is not so. Of
// the list the slow lane takes all, the fast one a sample.
import { createWriteStream, existsSync, mkdirSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterAll, describe, expect, test } from '@jest/globals';
import { gather } from '../../src/formats/npm/artifact/artifact.ts';
import { EXTERNAL_CONNECTIONS } from '../../src/local/registry/upstream/external-connections.ts';
import { createTransport } from '../../src/machine/http.ts';
import { temporaryFolder } from '../support/folders.ts';
import { recordingHost } from '../support/host.ts';
import { sampled } from '../support/lane.ts';
import { PUBLIC_NPM_PACKAGES } from '../support/packages/public-npm-packages.ts';

const registry = (process.env.NPM_CONFIG_REGISTRY ?? EXTERNAL_CONNECTIONS['public:npmjs'] ?? '').replace(/\/*$/, '/');
const { send, close } = createTransport({ env: process.env, userAgent: 'codeartifact-ci-tests' });
const reason = await send({ method: 'GET', url: `${registry}is-number`, idleTimeoutMs: 20_000 })
  .then(async (answer) => {
    await answer.discard();
    return answer.status < 400 ? undefined : `the npm registry answers ${answer.status}`;
  })
  .catch(() => 'no npm registry can be reached');

/** What really is missing from packages of the list. */
const TRUE_SHORTCOMINGS: Readonly<Record<string, string>> = {
  // Its author named declarations of another package of the workspace.
  'react-query@4.0.0': 'names `types` build/types/packages/query-core/src/index.d.ts, which the tarball lacks',
};

const cache = join(tmpdir(), 'codeartifact-ci-npm-packages');

async function tarballOf(spec: string): Promise<string> {
  const at = spec.lastIndexOf('@');
  const [name, version] = [spec.slice(0, at), spec.slice(at + 1)];
  const file = join(cache, `${spec.replaceAll('/', '+')}.tgz`);
  if (existsSync(file)) return file;
  mkdirSync(cache, { recursive: true });
  const url = `${registry}${name}/-/${name.split('/').at(-1)}-${version}.tgz`;
  const answer = await send({ method: 'GET', url });
  if (answer.status !== 200) throw new Error(`${url} answers ${answer.status}`);
  const part = `${file}.${process.pid}`;
  await pipeline(answer.body, createWriteStream(part));
  renameSync(part, file);
  return file;
}

(reason === undefined ? describe : describe.skip)(
  `packages of the public registry${reason ? `: skipped, ${reason}` : ''}`,
  () => {
    const host = recordingHost({ folder: temporaryFolder() });
    afterAll(() => {
      host.close();
      close();
    });

    test.each(sampled(PUBLIC_NPM_PACKAGES, 8, 1))(
      '%s',
      async (spec) => {
        const path = await tarballOf(spec);
        const { publications, verdicts } = await gather([path], host);
        expect(verdicts).toEqual([{ path, verdict: 'taken', reason: spec }]);
        const found = publications.flatMap(({ shortcomings = [] }) => shortcomings.map((one) => one.found));
        expect(found).toEqual(spec in TRUE_SHORTCOMINGS ? [TRUE_SHORTCOMINGS[spec]] : []);
      },
      120_000,
    );
  },
);
