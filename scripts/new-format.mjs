// `npm run new-format NAME` stamps src/formats/NAME and __tests__/formats/NAME: every file of a format, its contract in
// the first comment, type-correct, and refusing until it is written. Files that are there stay as they are, so that a
// format that is only configured so far gets what it lacks. docs/adding-a-format.md has the way from there.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const [name = '', ...more] = process.argv.slice(2);
if (!/^[a-z][a-z0-9]{1,30}$/.test(name) || more.length > 0) {
  console.error('usage: npm run new-format NAME, where NAME is what the service calls the format (lower-case letters)');
  process.exit(2);
}
if (name === 'shared') {
  console.error('src/formats/shared holds what formats have in common; a format cannot be called so');
  process.exit(2);
}

const isKnown = new RegExp(`FORMATS = \\[[^\\]]*'${name}'`).test(
  readFileSync(join(root, 'src/core/model/package.ts'), 'utf8'),
);
const unwritten = (what, file) => `${what} is not written yet (src/formats/${name}/${file})`;

const sources = {
  'README.md': `# ${name} packages

What it is, in two lines: how many files a version has, which tools speak it.

## Names

| | |
|---|---|
| name | what the service makes of it; which characters and how many |
| namespace | required, optional or none |
| version | which grammar; what is normalised |
| asset | how files are called |
| purl | |

## Conversation

\`publish.ts\` and \`serve.ts\` begin with it. Here: what surprised.

## What CodeArtifact does differently

Each point with its source: the user guide, or a trial and its date.

## Tried with

Tools and versions; each with a recorded exchange in \`__tests__/formats/${name}/exchanges\`.
`,
  'coordinates.ts': `// Names of ${name} packages.
//
// Contract: pure. \`normaliseName\` and \`normaliseVersion\` give the spelling the service stores, and give it back
// unchanged. \`problems\` says in words what is wrong with a name, a namespace or a version; it never throws, whatever
// arrives (\`../x\`, line ends, three hundred letters). \`compareVersions\` and \`satisfies\` follow the format's own rules.
import type { CoordinateRules } from '../../core/ports/package-format.ts';

const unwritten = '${unwritten(`naming ${name} packages`, 'coordinates.ts')}';

export const coordinates: CoordinateRules = {
  normaliseName() {
    throw new Error(unwritten);
  },
  normaliseVersion() {
    throw new Error(unwritten);
  },
  problems: () => [unwritten],
};
`,
  'artifact.ts': `// From built files on disk to publications.
//
// Contract: recognises files by content and says of every path whether it was taken, left or refused, and why; of one that
// is left, whether the format knows its kind (\`known\`). Checksums and signatures beside files that are taken are checked by
// \`withCompanions\` (formats/shared/companions). Files are hostile: archives are read in bounded memory through formats/shared, and what is damaged is refused with a
// verdict, never with an exception. Digests are computed once, streaming (formats/shared/digests.ts).
import type { GatherReport, Publishing } from '../../core/ports/package-format.ts';

export const gather: Publishing['gather'] = async (): Promise<GatherReport> => {
  throw new Error('${unwritten(`reading ${name} packages`, 'artifact.ts')}');
};
`,
  'configure.ts': `// Endpoint and token to the text of configuration files and variables, for each tool of the format.
//
// Contract: pure; the machine is given as values. \`edit\` keeps what others wrote and, applied to its own result, changes
// nothing. The token stands in files marked \`holdsSecret\` and in variables that are a Secret, nowhere else; never in
// an argument. A tool that is new to the suite is a word in TOOLS (core/ports/package-format.ts) first.
import type { Tool } from '../../core/ports/package-format.ts';

/** Empty: login offers nothing for ${name} yet. */
export const tools: readonly Tool[] = [];
`,
  'publish.ts': `// The upload conversation, from the client's side:
//
//   (one line a request, then what each status means; with the page that says so)
//
// Contract: sends \`missing\` and says what came of it. Everything the registry may answer is a result: \`accepted\`,
// \`exists\`, \`refused\`, \`throttled\`, \`unavailable\`, \`unauthorized\`, and \`uncertain\` when bytes were sent and no answer
// came. It throws only when going on is pointless, and never retries: the caller paces. Files are streamed.
// formats/shared/upload-answer.ts judges the usual statuses. The server half is not imported here.
import type { Publishing, UploadResult } from '../../core/ports/package-format.ts';

export const upload: Publishing['upload'] = async (): Promise<UploadResult> => {
  throw new Error('${unwritten(`publishing ${name} packages`, 'publish.ts')}');
};
`,
  'serve.ts': `// The conversation of publish.ts and of every tool that installs, from the server's side:
//
//   (one line a request and its answer)
//
// Contract: answers one request out of a ServedRepository, which knows upstreams, origin controls and statuses.
// \`refuse\` puts an error into the shape this format's tools print. Links in answers begin with \`repository.endpoint\`.
// Bodies are streamed into the store (\`receive\`) before they are looked at. publish.ts is not imported: a misreading
// shared by both halves would agree with itself.
import type { FormatServer, ServedResponse } from '../../core/ports/format-server.ts';

const unwritten = '${unwritten(`serving ${name} packages`, 'serve.ts')}';

export const ${name}Server: FormatServer = {
  format: '${name}',
  handle: async () => refuse({ status: 501, message: unwritten }),
  refuse,
};

function refuse({ status, message }: { status: number; message: string }): ServedResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message }) };
}
`,
  'format.ts': `// ${name} packages: assembly only. Contract: one field a file; what differs between formats is data here, and the support
// table of the README is made from it.
import type { PackageFormat } from '../../core/ports/package-format.ts';
import { gather } from './artifact.ts';
import { tools } from './configure.ts';
import { coordinates } from './coordinates.ts';
import { upload } from './publish.ts';

export const ${name}: PackageFormat = {
  name: '${name}',
  namespace: 'none',
  notes: 'being written',
  coordinates,
  tools,
  publishing: { gather, upload },
};
`,
};

const tests = {
  'coordinates.test.ts': `import { describe, expect, test } from '@jest/globals';
import { coordinates } from '../../../src/formats/${name}/coordinates.ts';

/** As people write it, as the service stores it. Odd spellings first. */
const NAMES: readonly (readonly [string, string])[] = [['contract', 'contract']];
const VERSIONS: readonly (readonly [string, string])[] = [['1.2.3', '1.2.3']];

describe('the spelling the service stores', () => {
  test.each(NAMES)('name %s is %s', (written, stored) => {
    expect(coordinates.normaliseName(written)).toBe(stored);
    expect(coordinates.normaliseName(stored)).toBe(stored);
  });

  test.each(VERSIONS)('version %s is %s', (written, stored) => {
    expect(coordinates.normaliseVersion(written)).toBe(stored);
    expect(coordinates.normaliseVersion(stored)).toBe(stored);
  });
});

test('an ordinary package is in order', () => {
  expect(coordinates.problems({ name: 'contract', version: '1.2.3' })).toEqual([]);
});
`,
  'artifact.test.ts': `import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { gather } from '../../../src/formats/${name}/artifact.ts';
import { temporaryFolders } from '../../support/folders.ts';
import { recordingHost } from '../../support/host.ts';

const newFolder = temporaryFolders();

test('a file that is no package is not taken, and the reason is given', async () => {
  const folder = newFolder();
  const path = join(folder, 'fake.${name}');
  writeFileSync(path, 'no archive');
  const host = recordingHost({ folder });
  try {
    const { publications, verdicts } = await gather([path], host);
    expect(publications).toEqual([]);
    expect(verdicts).toMatchObject([{ path, verdict: expect.stringMatching(/left|refused/) }]);
  } finally {
    host.close();
  }
});
`,
  'publish.test.ts': `// The upload, request by request, and what each answer comes to.
import { describe, expect, test } from '@jest/globals';
import { Secret } from '../../../src/core/model/secret.ts';
import type { PublishTarget } from '../../../src/core/ports/package-format.ts';
import { ${name} } from '../../../src/formats/${name}/format.ts';
import { upload } from '../../../src/formats/${name}/publish.ts';
import { temporaryFolder } from '../../support/folders.ts';
import { recordingHost } from '../../support/host.ts';
import { scriptedServer } from '../../support/servers/scripted-server.ts';

const folder = temporaryFolder();

describe('what an answer comes to', () => {
  test.each([
    [201, 'accepted'],
    [401, 'unauthorized'],
    [409, 'exists'],
    [429, 'throttled'],
    [503, 'unavailable'],
  ])('%i is %s', async (status, kind) => {
    const host = recordingHost({ folder });
    const server = await scriptedServer(() => ({ status }));
    try {
      const target: PublishTarget = {
        address: { domain: 'my-org', domainOwner: '111122223333', repository: 'dev' },
        endpoint: \`\${server.origin}/${name}/dev/\`,
        token: new Secret('example'),
        http: host.http,
        files: host.files,
        writer: {} as PublishTarget['writer'],
      };
      // One artifact at least: build it as the sample in support/packages/format-samples.ts does.
      const publication = {
        format: ${name}.name,
        name: 'contract',
        version: '1.2.3',
        artifacts: [],
        dependencies: [],
        metadata: {},
      };
      expect((await upload(publication, [], target, [])).kind).toBe(kind);
      expect(server.seen.length).toBeGreaterThan(0);
    } finally {
      host.close();
      await server.close();
    }
  });
});
`,
  'serve.test.ts': `// The server's side, asked directly; support/servers/sdk-registry.ts puts it behind a real socket once it is registered.
import { expect, test } from '@jest/globals';
import type { ServedRepository } from '../../../src/core/ports/format-server.ts';
import { ${name}Server } from '../../../src/formats/${name}/serve.ts';

const repository = { findPackage: async () => undefined, page: async () => undefined } as unknown as ServedRepository;

test('an unknown package is not found, in the shape the tools print', async () => {
  const answer = await ${name}Server.handle(
    { method: 'GET', path: 'contract', query: new URLSearchParams(), headers: {}, body: (async function* () {})() },
    repository,
  );
  expect([answer.status, answer.body]).toEqual([404, expect.anything()]);
});
`,
  'exchanges.test.ts': `// What real tools said over the wire, said again to our server.
import { expect, test } from '@jest/globals';
import { wireRecordings } from '../../support/servers/wire-recordings.ts';

test('there is a recording of a tool that publishes', () => {
  expect(wireRecordings('${name}', 'publish').map(([file]) => file)).not.toEqual([]);
});
`,
};

function put(folder, files) {
  mkdirSync(join(root, folder), { recursive: true });
  for (const [file, text] of Object.entries(files)) {
    const path = `${folder}/${file}`;
    if (existsSync(join(root, path))) console.log(`kept    ${path}`);
    else {
      writeFileSync(join(root, path), text);
      console.log(`stamped ${path}`);
    }
  }
}

put(`src/formats/${name}`, sources);
put(`__tests__/formats/${name}`, tests);
console.log(
  isKnown
    ? '\nNext: docs/adding-a-format.md, step 3. `npm run check` says what is missing.'
    : `\nThe service model in src/core/model/package.ts does not know ${name}: docs/adding-a-format.md, step 2.`,
);
