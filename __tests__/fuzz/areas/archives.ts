// The readers of built files: real archives of each format with bytes, members or names changed. Whatever comes, the file
// is taken, left or refused with a reason in words, never an exception, and what is taken is sound.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { parseVersionCoordinate, purl } from '../../../src/core/model/coordinates.ts';
import { publishedFormats } from '../../../src/formats/index.ts';
import { members } from '../../../src/formats/shared/archive/members.ts';
import { recordingHost } from '../../support/host.ts';
import { buildJar, pomText } from '../../support/packages/maven-package.ts';
import { nuspecText } from '../../support/packages/nuget-package.ts';
import { metadataText, tarGz, zip } from '../../support/packages/python-package.ts';
import { ACCEPTED, ACCIDENT, type FuzzArea, promise } from '../engine/area.ts';
import { byteChanges, changeBytes, changeText, changeValue, textChanges, valueChanges } from '../engine/changes.ts';

type Member = readonly [path: string, data: Buffer];

interface Sample {
  readonly format: keyof typeof publishedFormats;
  readonly name: string;
  readonly kind: 'tar.gz' | 'zip' | 'plain';
  readonly members: readonly Member[];
  /** Files that lie beside it. */
  readonly beside?: Readonly<Record<string, Buffer>>;
}

interface Case {
  readonly format: keyof typeof publishedFormats;
  /** Base64 by path below one folder. */
  readonly files: Readonly<Record<string, string>>;
}

const python = {
  name: 'acme-utils',
  version: '1.2.3',
  requires: ['requests>=2,<3; python_version<"4"', 'rich[extra]'],
};
const maven = {
  groupId: 'com.acme',
  artifactId: 'lib',
  version: '1.2.3',
  dependencies: [{ groupId: 'com.acme', artifactId: 'base', version: '[1.0,2.0)' }],
};
const manifest = {
  name: '@acme/utils',
  version: '1.2.3',
  description: 'd',
  dependencies: { '@acme/core': '^1.0.0', left: '1.x' },
  peerDependencies: { p: '*' },
  bin: { a: './index.js' },
  publishConfig: { tag: 'next' },
};
const text = (value: string) => Buffer.from(value);

async function samples(): Promise<readonly Sample[]> {
  const info = 'acme_utils-1.2.3.dist-info';
  return [
    {
      format: 'npm',
      name: 'acme-utils-1.2.3.tgz',
      kind: 'tar.gz',
      members: [
        ['package/package.json', text(JSON.stringify(manifest))],
        ['package/index.js', text('module.exports = 1;\n')],
        ['package/README.md', text('# utils\n')],
      ],
    },
    {
      format: 'pypi',
      name: 'acme_utils-1.2.3-py3-none-any.whl',
      kind: 'zip',
      members: [
        ['acme_utils/__init__.py', text('x = 1\n')],
        [`${info}/METADATA`, text(metadataText(python))],
        [`${info}/WHEEL`, text('Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n')],
        [`${info}/RECORD`, text('')],
      ],
    },
    {
      format: 'pypi',
      name: 'acme_utils-1.2.3.tar.gz',
      kind: 'tar.gz',
      members: [
        ['acme_utils-1.2.3/PKG-INFO', text(metadataText(python))],
        ['acme_utils-1.2.3/pyproject.toml', text('[project]\nname = "acme-utils"\nversion = "1.2.3"\n')],
      ],
    },
    {
      format: 'nuget',
      name: 'Acme.Utils.1.2.3.nupkg',
      kind: 'zip',
      members: [
        [
          'Acme.Utils.nuspec',
          text(nuspecText({ id: 'Acme.Utils', version: '1.2.3', dependencies: { 'net8.0': { Other: '[1.0,)' } } })),
        ],
        ['[Content_Types].xml', text('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>')],
        ['lib/net8.0/Acme.Utils.dll', text('MZ')],
      ],
    },
    {
      format: 'maven',
      name: 'com/acme/lib/1.2.3/lib-1.2.3.pom',
      kind: 'plain',
      members: [['lib-1.2.3.pom', text(pomText(maven))]],
      beside: { 'com/acme/lib/1.2.3/lib-1.2.3.jar': await buildJar(maven) },
    },
    {
      format: 'maven',
      name: 'com/acme/lib/1.2.3/lib-1.2.3.jar',
      kind: 'zip',
      members: [
        ['META-INF/MANIFEST.MF', text('Manifest-Version: 1.0\r\n\r\n')],
        ['META-INF/maven/com.acme/lib/pom.xml', text(pomText(maven))],
        ['META-INF/maven/plugin.xml', text('<plugin><name>n</name><goalPrefix>acme</goalPrefix></plugin>')],
        ['a.txt', text('a')],
      ],
      beside: { 'com/acme/lib/1.2.3/lib-1.2.3.pom': text(pomText({ ...maven, packaging: 'maven-plugin' })) },
    },
    // Formats that are configured only: their archives are compared, not published.
    {
      format: 'npm',
      name: 'acme-1.0.0.crate',
      kind: 'tar.gz',
      members: [['acme-1.0.0/Cargo.toml', text('[package]\nname = "acme"\n')]],
    },
    {
      format: 'npm',
      name: 'acme-1.0.0.gem',
      kind: 'tar.gz',
      members: [
        ['metadata.gz', gzipSync('--- !ruby/object:Gem::Specification\n')],
        ['data.tar.gz', gzipSync('')],
      ],
    },
  ];
}

/** Undefined where the library that writes the archive refuses the path. */
async function built(kind: Sample['kind'], list: readonly Member[]): Promise<Buffer | undefined> {
  if (kind === 'plain') return list[0]?.[1];
  try {
    return kind === 'zip' ? await zip(list) : await tarGz(list);
  } catch {
    return undefined;
  }
}

interface Drawn {
  readonly sample: Sample;
  readonly how: number;
  readonly which: number;
  readonly bytes: Parameters<typeof changeBytes>[1];
  readonly texts: Parameters<typeof changeText>[1];
  readonly values: Parameters<typeof changeValue>[1];
  readonly isRenamed: number;
}

export const archives: FuzzArea<Case, Drawn> = {
  name: 'archives',
  share: 12,
  longestMs: 3_000,
  largestGrowth: 256 * 1024 * 1024,
  open: async () => {
    const all = await samples();
    const whole = new Map<Sample, Buffer>();
    for (const sample of all) whole.set(sample, (await built(sample.kind, sample.members)) ?? Buffer.alloc(0));
    const folder = mkdtempSync(join(tmpdir(), 'codeartifact-ci-fuzz-archives-in-'));
    const host = recordingHost({ folder });
    const drawn = fc.record({
      sample: fc.constantFrom(...all),
      how: fc.nat({ max: 4 }),
      which: fc.nat({ max: 3 }),
      bytes: byteChanges,
      texts: textChanges,
      values: valueChanges,
      isRenamed: fc.nat({ max: 9 }),
    });
    const data = async ({ sample, how, which, bytes, texts, values }: Drawn): Promise<Buffer> => {
      const original = whole.get(sample) as Buffer;
      if (how === 0) return changeBytes(original, bytes);
      if (how === 1 && sample.kind === 'tar.gz')
        return gzipSync(changeBytes(gunzipSync(original), bytes), { level: 1 });
      const at = which % sample.members.length;
      const changed = sample.members.map(([path, content], index): Member => {
        if (index !== at) return [path, content];
        if (how === 2) return [changeText(path, texts), content];
        if (how === 3 && path.endsWith('.json'))
          return [path, text(JSON.stringify(changeValue(JSON.parse(content.toString()), values)))];
        return [path, how === 4 ? changeBytes(content, bytes) : text(changeText(content.toString(), texts))];
      });
      return (await built(sample.kind, changed)) ?? changeBytes(original, bytes);
    };
    const caseOf = async (one: Drawn): Promise<Case> => {
      const { sample, isRenamed, texts } = one;
      const name =
        isRenamed === 0
          ? `x/${
              changeText(sample.name.split('/').at(-1) ?? '', texts)
                .replace(/[\0/]/g, '_')
                .slice(0, 60) || 'x'
            }`
          : sample.name;
      const found = { [name]: (await data(one)).toString('base64') };
      for (const [path, content] of Object.entries(sample.beside ?? {})) found[path] ??= content.toString('base64');
      return { format: sample.format, files: found };
    };
    let count = 0;
    return {
      inputs: drawn,
      build: caseOf,
      written: (one) => JSON.stringify(one, undefined, 1),
      attempt: async (input) => {
        const place = join(folder, String(count++));
        try {
          return await attempt(input, place, host);
        } finally {
          rmSync(place, { recursive: true, force: true });
          host.lines.splice(0);
        }
      },
      close: async () => {
        host.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
};

async function attempt(
  { format, files }: Case,
  place: string,
  host: ReturnType<typeof recordingHost>,
): Promise<string> {
  const paths: string[] = [];
  for (const [name, content] of Object.entries(files)) {
    const path = join(place, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, Buffer.from(content, 'base64'));
    paths.push(path);
  }
  const { publishing, coordinates } = publishedFormats[format];
  const report = await publishing?.gather(paths, host);
  for (const path of paths) await members(path, host.files);
  if (report === undefined) return 'not published';
  for (const { path, reason } of report.verdicts) {
    promise(paths.includes(path), () => `a verdict about ${path}, which was not given`);
    promise(!ACCIDENT.test(reason), () => `a reason that tells an accident: ${reason}`);
    promise(reason.length < 2000, () => `a reason of ${reason.length} characters`);
  }
  for (const path of paths)
    promise(
      report.verdicts.some((one) => one.path === path),
      () => `no verdict about ${path}`,
    );
  for (const publication of report.publications) {
    const { namespace, name, version } = publication;
    const problems = coordinates.problems({ name, version, ...(namespace === undefined ? {} : { namespace }) });
    promise(problems.length === 0, () => `taken, with a name that the format refuses: ${problems.join('; ')}`);
    const url = purl(publication);
    promise(purl(parseVersionCoordinate(url)) === url, () => `taken, and ${url} is not read as itself`);
    JSON.stringify(publication.metadata);
  }
  if (report.publications.length > 0) return ACCEPTED;
  return report.verdicts[0]?.verdict ?? 'nothing';
}
