// For every tool and for generated files: editing and taking back is nothing at all; editing twice adds up; what
// others wrote in between stays; no spelling of a token is left.
import { existsSync, promises as fs } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { spellings } from '../../../../src/core/model/secret.ts';
import { configure as configureWith } from '../../../../src/core/operations/login/configure.ts';
import { cleanUp as cleanUpWith } from '../../../../src/core/operations/login/logout.ts';
import { TOOLS, type ToolName } from '../../../../src/core/ports/package-format.ts';
import { decodeText, encodeText } from '../../../../src/core/text/encoding.ts';
import { valueEditors } from '../../../../src/formats/value-editors.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { handSetClock, type RecordingHost, recordingHost } from '../../../support/host.ts';
import { byLane } from '../../../support/lane.ts';
import { DRESSES, kindOf, pick, random, sample } from '../../../support/packages/config-samples.ts';
import { OTHER_TOKEN, registration, TOKEN, type Wanted } from '../../../support/worlds/logins.ts';

// As the commands call them.
const configure: typeof configureWith = (login, host) => configureWith({ editors: valueEditors, ...login }, host);
const cleanUp: typeof cleanUpWith = (request, host) => cleanUpWith({ editors: valueEditors, ...request }, host);

// Few in the fast lane: each writes and syncs a few files.
const ROUNDS = byLane(3, 80);
const temporaryFolder = temporaryFolders();

const login = (tool: ToolName, host: RecordingHost, wanted: Wanted) =>
  configure(
    { registrations: [registration(tool, wanted)], expiresAt: host.clock.now() + 3_600_000, tokenVariable: 'auto' },
    host,
  );

async function snapshot(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const entry of await fs.readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) found.set(path, (await fs.readFile(path)).toString('latin1'));
    else found.set(path, 'folder');
  }
  return found;
}

function expectNoToken(files: Map<string, string>) {
  for (const [path, content] of files) {
    for (const token of [TOKEN, OTHER_TOKEN]) {
      for (const spelling of spellings(token)) {
        const hit = content.includes(spelling) || content.replaceAll('\0', '').includes(spelling);
        if (hit) throw new Error(`${path} holds a token:\n${content}`);
      }
    }
  }
}

describe.each(TOOLS)('%s', (tool) => {
  async function stage(seed: number) {
    const next = random(seed * 7919 + TOOLS.indexOf(tool));
    const folder = temporaryFolder();
    const host = recordingHost({ folder, clock: handSetClock() });
    const wanted: Wanted = pick(
      [
        {},
        { scopes: ['@acme'] },
        {
          base: (format: string, domain: string, repository: string) =>
            `http://127.0.0.1:4747/${format}/d/${domain}-111122223333/${repository}/`,
        },
      ],
      next,
    );
    const probe = await configure(
      { registrations: [registration(tool, wanted)], expiresAt: 0, tokenVariable: 'auto', dryRun: true },
      host,
    );
    for (const { path } of probe.files) {
      const kind = kindOf(path);
      if (!kind || next() < 0.2) continue;
      // Bundler reads nothing but UTF-8, and TOML is UTF-8 by definition.
      await fs.mkdir(dirname(path), { recursive: true });
      await fs.writeFile(path, pick(DRESSES, next).dress(sample(kind, next)));
    }
    return { host, folder, wanted, next, paths: probe.files.map(({ path }) => path) };
  }

  test('taking an edit back restores every byte', async () => {
    for (let seed = 0; seed < ROUNDS; seed += 1) {
      const { host, folder, wanted } = await stage(seed);
      const before = await snapshot(folder);
      const report = await login(tool, host, wanted);
      expect((await snapshot(folder)).size).toBeGreaterThan(before.size);
      const undone = await cleanUp({ sessions: [report.session as string] }, host);
      expect(undone.warnings).toEqual([]);
      expect(await snapshot(folder)).toEqual(before);
    }
  });

  test('a second login adds up, a third refreshes, and all are taken back', async () => {
    for (let seed = 100; seed < 100 + ROUNDS; seed += 1) {
      const { host, folder, wanted } = await stage(seed);
      const before = await snapshot(folder);
      await login(tool, host, wanted);
      const second = await login(tool, host, {
        ...wanted,
        domain: 'their-org',
        repository: 'releases',
        token: OTHER_TOKEN,
      });
      const both = await snapshot(folder);
      const third = await login(tool, host, {
        ...wanted,
        domain: 'their-org',
        repository: 'releases',
        token: OTHER_TOKEN,
      });
      expect(third.files.filter(({ change }) => change !== 'unchanged')).toEqual([]);
      for (const [path, content] of both)
        if (!path.includes('.codeartifact-ci')) expect((await snapshot(folder)).get(path)).toBe(content);
      expect(second.session).toBeDefined();
      expect((await cleanUp({}, host)).warnings).toEqual([]);
      expect(await snapshot(folder)).toEqual(before);
    }
  });

  test('what others wrote since stays, and no token', async () => {
    for (let seed = 200; seed < 200 + ROUNDS; seed += 1) {
      const { host, folder, wanted, next, paths } = await stage(seed);
      const before = await snapshot(folder);
      await login(tool, host, wanted);
      const marks: [string, string][] = [];
      for (const path of paths) {
        const kind = kindOf(path);
        if (!kind || kind === 'json' || next() < 0.3 || !existsSync(path)) continue;
        const mark = `foreign${Math.floor(next() * 1e6)}`;
        const { text, encoding } = decodeText(await fs.readFile(path));
        const isXml = kind === 'settings' || kind === 'nuget';
        const line = isXml
          ? `<!-- ${mark} -->\n`
          : kind === 'netrc'
            ? `machine ${mark} login x password y\n`
            : kind === 'bundle'
              ? `BUNDLE_${mark}: "x"\n`
              : `# ${mark}\n`;
        const lines = (text === '' || text.endsWith('\n') ? text : `${text}\n`).match(/[^\n]*\n|[^\n]+$/g) ?? [];
        const at = isXml ? lines.length - 1 : pick([lines.length, lines.length, 0], next);
        lines.splice(at, 0, line);
        await fs.writeFile(path, encodeText(lines.join(''), encoding));
        marks.push([path, mark]);
      }
      const undone = await cleanUp({}, host);
      expect(undone.sessions).toHaveLength(1);
      const after = await snapshot(folder);
      expectNoToken(after);
      for (const [path, mark] of marks) {
        const content = decodeText(await fs.readFile(path)).text;
        expect(content).toContain(mark);
        // Without their line the file is what it was, but for a last line end; a new XML file keeps its root element.
        const rest = content
          .split('\n')
          .filter((one) => !one.includes(mark))
          .join('\n');
        const old = before.get(path);
        const original = old === undefined ? '' : decodeText(Buffer.from(old, 'latin1')).text;
        if (old === undefined && (kindOf(path) === 'settings' || kindOf(path) === 'nuget'))
          expect(rest).toMatch(/^<\?xml.*\n<[^\n]*>\n<\/\w+>\n$/);
        else expect(rest.trimEnd()).toBe(original.trimEnd());
      }
    }
  });
});
