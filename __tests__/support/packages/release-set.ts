// A release as real projects have it, of any size: npm packages that need each other, wheels below one application, a
// multi-module Maven library, NuGet packages, a generic asset. All of one version.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type NamedFiles, readVersionLines } from '../../../src/core/operations/publish/named-files.ts';
import { writeLayout } from './maven-package.ts';
import { writeNpmPackage } from './npm-package.ts';
import { buildNupkg } from './nuget-package.ts';
import { buildWheel } from './python-package.ts';

export interface ReleaseSize {
  readonly npm: number;
  readonly wheels: number;
  /** Modules below the parent POM. */
  readonly modules: number;
  readonly nuget: number;
}

/** What the promise of the project is made for. */
export const WHOLE: ReleaseSize = { npm: 40, wheels: 6, modules: 3, nuget: 2 };
export const MIDDLE: ReleaseSize = { npm: 6, wheels: 2, modules: 2, nuget: 1 };

export interface ReleaseSet {
  readonly folder: string;
  readonly packages: readonly string[];
  /** The generic asset, as a line of the input `versions`. */
  readonly versions: string;
  readonly named: readonly NamedFiles[];
  /** Package versions in it. */
  readonly count: number;
}

/** Names of the packages that need all the others of their format. */
export const rootsOf = (size: ReleaseSize) => ({ npm: `part-${size.npm - 1}`, pypi: `acme-w${size.wheels - 1}` });

export async function buildRelease(base: string, version: string, size: ReleaseSize): Promise<ReleaseSet> {
  const name = `release-${version}`;
  const folder = join(base, name);
  await buildNpm(folder, version, size.npm);
  for (const part of ['python', 'nuget', 'firmware']) await mkdir(join(folder, part), { recursive: true });
  for (let index = 0; index < size.wheels; index++) {
    const requires = Array.from({ length: index }, (_, below) => `acme-w${below}==${version}`);
    const wheel = await buildWheel({ name: `acme-w${index}`, version, requires });
    await writeFile(join(folder, 'python', wheel.fileName), wheel.data);
  }
  for (let index = 0; index < size.nuget; index++) {
    const id = `Acme.N${index}`;
    const dependencies = index === 0 ? {} : { '': { [`Acme.N${index - 1}`]: version } };
    await writeFile(join(folder, 'nuget', `${id}.${version}.nupkg`), await buildNupkg({ id, version, dependencies }));
  }
  await buildMaven(join(folder, 'maven'), version, size.modules);
  await writeFile(join(folder, 'firmware', 'image.bin'), `image of ${version}`);
  const versions = `generic:acme/firmware@${version}=${name}/firmware/*.bin`;
  return {
    folder,
    packages: [folder],
    versions,
    named: readVersionLines([versions]).named,
    count: size.npm + size.wheels + size.modules + 1 + size.nuget + 1,
  };
}

/** The last one needs all others, through each other. */
async function buildNpm(folder: string, version: string, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const below = index === 0 ? [] : [...new Set([index - 1, index >> 1])];
    const dependencies = Object.fromEntries(
      below.filter((one) => one < index).map((one) => [`@acme/part-${one}`, `^${version}`]),
    );
    await writeNpmPackage(join(folder, 'npm', `part-${index}.tgz`), {
      name: `@acme/part-${index}`,
      version,
      manifest: { dependencies },
    });
  }
}

async function buildMaven(folder: string, version: string, modules: number): Promise<void> {
  const groupId = 'com.acme';
  const parent = { groupId, artifactId: 'parent', version };
  const names = Array.from({ length: modules }, (_, index) => `module-${index}`);
  const extra = `<modules>${names.map((name) => `<module>${name}</module>`).join('')}</modules>`;
  await writeLayout(folder, { ...parent, packaging: 'pom', extra });
  for (const [index, artifactId] of names.entries()) {
    const dependencies = index === 0 ? [] : [{ groupId, artifactId: names[index - 1] as string, version }];
    await writeLayout(folder, { groupId, artifactId, version, parent, dependencies });
  }
}
