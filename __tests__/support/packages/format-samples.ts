// One sample of each published format, for the contract every format keeps: how to build it, what it must be read as,
// and how a client asks for it over the format's own wire.
import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { VersionReference } from '../../../src/core/model/package.ts';
import type { Host } from '../../../src/core/ports/host.ts';
import type { Artifact, GatherReport } from '../../../src/core/ports/package-format.ts';
import { publishedFormats } from '../../../src/formats/index.ts';
import { writeLayout } from './maven-package.ts';
import { writeNpmPackage } from './npm-package.ts';
import { buildNupkg } from './nuget-package.ts';
import { buildSdist, buildWheel } from './python-package.ts';

export type PublishedFormat = keyof typeof publishedFormats;

export interface FormatSample {
  /** What the built files must be read as, names in the service's spelling. */
  readonly reference: VersionReference;
  /** Builds the files of the version into a folder; `answer` tells two builds apart, same answer means same bytes. */
  build(folder: string, answer: string): Promise<string[]>;
  /** Reads them; for files that do not name themselves, under the given name. */
  gather(paths: readonly string[], host: Host): Promise<GatherReport>;
  /** Files that `gather` must refuse or leave, never take, and never throw over. */
  spoil(folder: string): Promise<string[]>;
  /** Where clients download an artifact, below the endpoint; absent where no client speaks to the endpoint. */
  download?(artifact: Artifact): string;
  /** Every spelling of the address under which clients ask for the versions; the answer names the version. */
  readonly spellings: readonly string[];
}

const coordinate = { name: 'contract', version: '1.2.3' } as const;

async function cut(path: string, keep: number): Promise<string> {
  await truncate(path, keep);
  return path;
}

async function write(folder: string, name: string, data: string | Uint8Array): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), data);
  return join(folder, name);
}

const gatherWith = (format: PublishedFormat) => (paths: readonly string[], host: Host) =>
  publishedFormats[format].publishing?.gather(paths, host) as Promise<GatherReport>;

const npm: FormatSample = {
  reference: { format: 'npm', namespace: 'acme', ...coordinate },
  build: async (folder, answer) => [
    await writeNpmPackage(join(folder, 'acme-contract-1.2.3.tgz'), {
      name: '@acme/contract',
      version: '1.2.3',
      files: { answer },
      size: 100_000,
    }),
  ],
  gather: gatherWith('npm'),
  spoil: async (folder) => [
    await cut((await npm.build(folder, 'x'))[0] ?? '', 50_000),
    await write(folder, 'fake.tgz', 'no archive'),
    await writeNpmPackage(join(folder, 'name.tgz'), { name: '../evil', version: '1.0.0' }),
  ],
  download: () => '@acme/contract/-/contract-1.2.3.tgz',
  spellings: ['@acme%2fcontract', '@acme%2Fcontract', '@acme/contract', '%40acme%2fcontract'],
};

const python = { name: 'Acme.Contract_Sample', version: '1.2.3', padding: 20_000 };
const pypi: FormatSample = {
  reference: { format: 'pypi', name: 'acme-contract-sample', version: '1.2.3' },
  build: async (folder, answer) => {
    const built = [await buildWheel({ ...python, answer }), await buildSdist({ ...python, answer })];
    return Promise.all(built.map(({ fileName, data }) => write(folder, fileName, data)));
  },
  gather: gatherWith('pypi'),
  spoil: async (folder) => [
    ...(await Promise.all((await pypi.build(folder, 'x')).map((path) => cut(path, 5000)))),
    await write(folder, 'fake-1.0-py3-none-any.whl', 'no archive'),
  ],
  download: ({ assetName }) => `simple/acme-contract-sample/1.2.3/${assetName}`,
  spellings: ['simple/acme-contract-sample/', 'simple/Acme.Contract_Sample/', 'simple/acme_contract.sample/'],
};

const maven: FormatSample = {
  reference: { format: 'maven', namespace: 'com.acme', ...coordinate },
  build: async (folder, answer) => {
    const { files } = await writeLayout(
      folder,
      { groupId: 'com.acme', artifactId: 'contract', version: '1.2.3', answer },
      { checksums: false },
    );
    return files;
  },
  gather: gatherWith('maven'),
  spoil: async (folder) => {
    const paths = await maven.build(folder, 'x');
    await Promise.all(paths.map((path) => cut(path, 60)));
    return paths;
  },
  download: ({ assetName }) => `com/acme/contract/1.2.3/${assetName}`,
  spellings: ['com/acme/contract/maven-metadata.xml'],
};

const nuget: FormatSample = {
  reference: { format: 'nuget', name: 'acme.contract', version: '1.2.3' },
  build: async (folder, answer) => [
    await write(
      folder,
      'Acme.Contract.1.2.3.nupkg',
      await buildNupkg({ id: 'Acme.Contract', version: '1.2.3.0', answer }),
    ),
  ],
  gather: gatherWith('nuget'),
  spoil: async (folder) => [
    await cut((await nuget.build(folder, 'x'))[0] ?? '', 400),
    await write(folder, 'fake.nupkg', 'no archive'),
  ],
  download: () => 'v3/flatcontainer/acme.contract/1.2.3/acme.contract.1.2.3.nupkg',
  spellings: ['v3/flatcontainer/acme.contract/index.json', 'v3/flatcontainer/Acme.Contract/index.json'],
};

const generic: FormatSample = {
  reference: { format: 'generic', namespace: 'acme', ...coordinate },
  build: async (folder, answer) => [
    await write(folder, 'firmware.bin', `${answer} ${'x'.repeat(10_000)}`),
    await write(folder, 'notes (1).txt', answer),
  ],
  gather: (paths, host) =>
    publishedFormats.generic.publishing?.compose?.(generic.reference, paths, host) as Promise<GatherReport>,
  spoil: async (folder) => [await write(folder, ' leading space.bin', 'x')],
  spellings: [],
};

/** Complete by type: a published format without a sample does not compile. */
export const samples: Readonly<Record<PublishedFormat, FormatSample>> = { npm, pypi, maven, nuget, generic };

export const fileNames = (paths: readonly string[]) => paths.map((path) => basename(path)).sort();
