// Real packages of the public registry, as they are: each is taken whole, and nothing is said against it that is not so. Of
// the list the slow lane takes all, the fast one a sample.
import { afterAll, describe, expect, test } from '@jest/globals';
import { gather } from '../../src/formats/npm/artifact/artifact.ts';
import { EXTERNAL_CONNECTIONS } from '../../src/local/registry/upstream/external-connections.ts';
import { temporaryFolder } from '../support/folders.ts';
import { recordingHost } from '../support/host.ts';
import { sampled } from '../support/lane.ts';
import { publicFiles } from '../support/packages/public-files.ts';
import { PUBLIC_NPM_PACKAGES } from '../support/packages/public-npm-packages.ts';

const registry = (process.env.NPM_CONFIG_REGISTRY ?? EXTERNAL_CONNECTIONS['public:npmjs'] ?? '').replace(/\/*$/, '/');
const source = await publicFiles('the npm registry', `${registry}is-number`, 'npm-packages');
const reason = source.unreachable;

/** What really is missing from packages of the list. */
const TRUE_SHORTCOMINGS: Readonly<Record<string, string>> = {
  // Its author named declarations of another package of the workspace.
  'react-query@4.0.0': 'names `types` build/types/packages/query-core/src/index.d.ts, which the tarball lacks',
};

async function tarballOf(spec: string): Promise<string> {
  const at = spec.lastIndexOf('@');
  const [name, version] = [spec.slice(0, at), spec.slice(at + 1)];
  const url = `${registry}${name}/-/${name.split('/').at(-1)}-${version}.tgz`;
  return source.file(url, `${spec.replaceAll('/', '+')}.tgz`);
}

(reason === undefined ? describe : describe.skip)(
  `packages of the public registry${reason ? `: skipped, ${reason}` : ''}`,
  () => {
    const host = recordingHost({ folder: temporaryFolder() });
    afterAll(() => {
      host.close();
      source.close();
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
