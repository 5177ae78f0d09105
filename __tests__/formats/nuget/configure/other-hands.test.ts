// dotnet's own commands between login and logout, as they were recorded, and sequences of the like: after the logout every
// file loads, theirs stands whole in it and nothing of ours.
import { promises as fs, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { configure } from '../../../../src/core/operations/login/configure.ts';
import { cleanUp } from '../../../../src/core/operations/login/logout.ts';
import { undoStep } from '../../../../src/core/text/revert-file.ts';
import { nugetSettings } from '../../../../src/formats/nuget/configure/sources.ts';
import { find, findAll, parseXml, type XmlElement } from '../../../../src/formats/shared/text/xml.ts';
import { XmlText } from '../../../../src/formats/shared/text/xml-edit.ts';
import { valueEditors } from '../../../../src/formats/value-editors.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { recordingHost } from '../../../support/host.ts';
import { random as seeded } from '../../../support/packages/config-samples.ts';
import { machine, OTHER_TOKEN, registration, TOKEN } from '../../../support/worlds/logins.ts';

interface Row {
  readonly file: string;
  readonly command: string;
  readonly exit: number;
  readonly before: string;
  readonly after: string;
}

const rows = readFileSync(new URL('./recorded/other-hands.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Row);

const folder = temporaryFolders();
const NAME = 'my-org/staging';
const PATH = '.nuget/NuGet/NuGet.Config';

/** What stood there before the login of a row. */
function withoutOurs(text: string): string {
  const xml = XmlText.of(text, text);
  const remove = (section: string, isIt: (element: XmlElement) => boolean) => {
    xml.remove((root) => find(root, section)?.children.find(isIt));
    if (find(xml.root, section)?.children.length === 0) xml.remove((root) => find(root, section));
  };
  remove('packageSources', ({ attributes }) => attributes.key === NAME);
  remove('packageSourceMapping', ({ attributes }) => attributes.key === NAME);
  remove('packageSourceCredentials', ({ name }) => name === 'my-org_x002F_staging');
  return xml.finish();
}

/** Entries by section, apart from those of one source. */
function entriesOf(text: string, name = NAME): Record<string, string[]> {
  const shown = (element: XmlElement): unknown => [element.name, element.attributes, element.children.map(shown)];
  const found: Record<string, string[]> = {};
  for (const section of parseXml(text.replace(/^\uFEFF/, '')).children) {
    const rest = section.children.filter(
      (one) => one.attributes.key !== name && one.name !== name.replace('/', '_x002F_'),
    );
    if (rest.length > 0) found[section.name] = rest.map((one) => JSON.stringify(shown(one)));
  }
  return found;
}

function settingsOf(text: string) {
  const path = '/home/ci/.nuget/NuGet/NuGet.Config';
  return nugetSettings(machine({ files: { [path]: text.replace(/^\uFEFF/, '') } }), {
    client: 'dotnet',
    folder: '/project',
    onlyFile: undefined,
  });
}

const GALLERY = 'https://api.nuget.org/v3/index.json';

describe.each(rows.map((row, at) => [at, row.file, row.command, row] as const))(
  '%i: %s, %s',
  (_at, _file, _command, row) => {
    test('a logout leaves theirs whole, and nothing of ours', async () => {
      const isMade = row.file === 'made by login';
      const { before, after: current } = row;
      const step = {
        before: isMade ? undefined : Buffer.from(withoutOurs(before)),
        after: Buffer.from(before),
        syntax: 'tree',
        language: 'source-list',
        skeleton: `<configuration><packageSources><add key="nuget.org" value="${GALLERY}" protocolVersion="3" /></packageSources></configuration>`,
      } as const;
      const { content } = await undoStep(step, Buffer.from(current), ['TOKEN'], valueEditors);
      const theirs = entriesOf(current);
      if (isMade && Object.keys(theirs).length === 0) {
        expect(content).toBeUndefined();
        return;
      }
      const left = content?.toString() ?? '';
      const settings = settingsOf(left);
      expect(left).not.toMatch(/my-org|TOKEN|NEWER/);
      const publicSource = JSON.stringify(['add', { key: 'nuget.org', value: GALLERY, protocolVersion: '3' }, []]);
      expect(entriesOf(left)).toEqual(
        isMade ? { ...theirs, packageSources: [...(theirs.packageSources ?? []), publicSource] } : theirs,
      );
      if (isMade) expect(settings.sources.map(({ address }) => address)).toContain(GALLERY);
    });
  },
);

/** dotnet's commands as the recorded rows show them. */
class Dotnet {
  readonly text: string;
  constructor(text: string) {
    this.text = text.replace(/^\uFEFF/, '');
  }

  #saved(change: (xml: XmlText) => void): string {
    const xml = XmlText.of(this.text, this.text);
    change(xml);
    // An empty section goes when the file is saved.
    for (const { name } of xml.root.children)
      if (find(xml.root, name)?.children.length === 0) xml.remove((root) => find(root, name));
    return `\uFEFF${xml.finish()}`;
  }

  #entry(section: string, key: string) {
    return (root: XmlElement) =>
      findAll(find(root, section), 'add').find((one) => one.attributes.key?.toLowerCase() === key.toLowerCase());
  }

  #ensure(xml: XmlText, name: string): void {
    if (!find(xml.root, name)) xml.append((root) => root, { name });
  }

  #credentials(xml: XmlText, name: string, [user, password]: readonly [string, string]): void {
    this.#ensure(xml, 'packageSourceCredentials');
    const element = name.replaceAll('/', '_x002F_').replaceAll(' ', '_x0020_');
    const found = (root: XmlElement) =>
      find(root, 'packageSourceCredentials')?.children.find((one) => one.name === element);
    if (found(xml.root)) xml.remove(found);
    xml.append((root) => find(root, 'packageSourceCredentials'), {
      name: element,
      children: [
        { name: 'add', attributes: { key: 'Username', value: user } },
        { name: 'add', attributes: { key: 'ClearTextPassword', value: password } },
      ],
    });
  }

  add(name: string, url: string, login?: readonly [string, string]): string {
    if (this.#entry('packageSources', name)(parseXml(this.text))) return this.text;
    return this.#saved((xml) => {
      this.#ensure(xml, 'packageSources');
      xml.append((root) => find(root, 'packageSources'), { name: 'add', attributes: { key: name, value: url } });
      if (login) this.#credentials(xml, name, login);
    });
  }

  update(name: string, url: string | undefined, login?: readonly [string, string]): string {
    const entry = this.#entry('packageSources', name);
    if (!entry(parseXml(this.text))) return this.text;
    return this.#saved((xml) => {
      if (url !== undefined) {
        xml.setAttribute(entry, 'value', url);
        xml.removeAttribute(entry, 'protocolVersion');
      }
      if (login) this.#credentials(xml, name, login);
    });
  }

  remove(name: string): string {
    if (!this.#entry('packageSources', name)(parseXml(this.text))) return this.text;
    const element = name.replaceAll('/', '_x002F_').replaceAll(' ', '_x0020_');
    return this.#saved((xml) => {
      xml.remove(this.#entry('packageSources', name));
      xml.remove((root) => find(root, 'packageSourceCredentials')?.children.find((one) => one.name === element));
      xml.remove(this.#entry('disabledPackageSources', name));
    });
  }

  disable(name: string): string {
    if (!this.#entry('packageSources', name)(parseXml(this.text))) return this.text;
    if (this.#entry('disabledPackageSources', name)(parseXml(this.text))) return this.text;
    return this.#saved((xml) => {
      this.#ensure(xml, 'disabledPackageSources');
      xml.append((root) => find(root, 'disabledPackageSources'), {
        name: 'add',
        attributes: { key: name, value: 'true' },
      });
    });
  }

  enable(name: string): string {
    return this.#saved((xml) => xml.remove(this.#entry('disabledPackageSources', name)));
  }

  config(key: string, value: string): string {
    return this.#saved((xml) => {
      this.#ensure(xml, 'config');
      const entry = this.#entry('config', key);
      if (entry(xml.root)) xml.setAttribute(entry, 'value', value);
      else xml.append((root) => find(root, 'config'), { name: 'add', attributes: { key, value } });
    });
  }
}

describe('the commands of the sequences', () => {
  const run = (text: string, command: string): string | undefined => {
    const words = command.split(' ').slice(2);
    const option = (name: string) => words[words.indexOf(`--${name}`) + 1] ?? '';
    const login = command.includes('--username') ? ([option('username'), option('password')] as const) : undefined;
    const dotnet = new Dotnet(text);
    const name = /--name (.+?)(?: --|$)/.exec(command)?.[1] ?? '';
    if (command.includes(' add source')) return dotnet.add(name, words[2] ?? '', login);
    if (command.includes(' update source'))
      return dotnet.update(words[2] ?? '', command.includes('--source') ? option('source') : undefined, login);
    if (command.includes(' remove source')) return dotnet.remove(words[2] ?? '');
    if (command.includes(' disable source')) return dotnet.disable(words[2] ?? '');
    if (command.includes(' config set')) return dotnet.config(words[2] ?? '', words[3] ?? '');
    return text;
  };
  test.each(rows.map((row, at) => [at, row.command, row] as const))(
    '%i do what was recorded: %s',
    (_at, command, row) => {
      const made = run(row.before, command) ?? '';
      // Names of entries alone: the order of sections and of words within the line is not what an undo looks at.
      expect(entriesOf(made, '')).toEqual(entriesOf(row.after, ''));
    },
  );
});

const BEFORE: readonly (string | undefined)[] = [
  undefined,
  ...[...new Set(rows.map(({ file }) => file))].flatMap((file) => {
    const row = rows.find((one) => one.file === file);
    return row && file !== 'made by login' ? [withoutOurs(row.before)] : [];
  }),
  '<configuration>\n  <packageSources>\n    <clear />\n    <add key="public" value="https://public.example/v3/index.json" />\n    <!-- theirs -->\n  </packageSources>\n  <disabledPackageSources>\n    <add key="Corp" value="true" />\n  </disabledPackageSources>\n</configuration>\n',
];

describe.each(Array.from({ length: 120 }, (_, seed) => seed))('sequence %i', (seed) => {
  test('of commands between logins and logouts', async () => {
    const random = seeded(seed + 1);
    const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item;
    const host = recordingHost({ folder: folder() });
    const path = join(host.home, PATH);
    const before = pick(BEFORE);
    if (before !== undefined) {
      await fs.mkdir(dirname(path), { recursive: true });
      await fs.writeFile(path, before, { mode: 0o644 });
    }
    const login = (repository: string, token: string) =>
      configure(
        {
          registrations: [registration('dotnet', { repository, token })],
          expiresAt: host.clock.now() + 3_600_000,
          tokenVariable: 'auto',
          editors: valueEditors,
        },
        host,
      );
    const ours = ['my-org/staging'];
    /** What they would have without us: the same commands on the file of before, where they are not about ours. */
    let theirs =
      before ??
      `<configuration><packageSources><add key="nuget.org" value="${GALLERY}" protocolVersion="3" /></packageSources></configuration>`;
    let isTouched = false;
    await login('staging', TOKEN);
    const second = random() < 0.4;
    const secondAt = Math.floor(random() * 4);
    for (let at = 0; at < 1 + Math.floor(random() * 6); at += 1) {
      if (second && at === secondAt) {
        await login('production', random() < 0.5 ? TOKEN : OTHER_TOKEN);
        ours.push('my-org/production');
      }
      const text = await fs.readFile(path, 'utf8');
      const name = pick(['public', 'corp', 'other', 'other feed', 'nuget.org', ...ours, ...ours]);
      const password = pick([undefined, ['u', 'p'], ['aws', 'NEWER']] as const);
      const url = `https://${pick(['other', 'third'])}.example/v3/index.json`;
      const repository = `https://my-org-111122223333.d.codeartifact.eu-west-1.amazonaws.com/nuget/${pick(['staging', 'production', 'third'])}/v3/index.json`;
      const isOurs = ours.includes(name);
      const command = pick<(dotnet: Dotnet) => string>([
        (dotnet) => dotnet.add(name, isOurs ? repository : url, password),
        (dotnet) => dotnet.update(name, isOurs ? repository : url, password),
        (dotnet) => dotnet.update(name, undefined, password ?? ['u', 'p']),
        (dotnet) => dotnet.remove(name),
        (dotnet) => dotnet.disable(name),
        (dotnet) => dotnet.enable(name),
        (dotnet) => dotnet.config('dependencyVersion', pick(['Highest', 'Lowest'])),
      ]);
      // A new file of ours has no public source that others could see.
      if (before === undefined && name === 'nuget.org') continue;
      // `pick` within a command is asked twice.
      const value = random();
      const apply = (one: string) =>
        command.toString().includes('config(')
          ? new Dotnet(one).config('dependencyVersion', String(value))
          : command(new Dotnet(one));
      const made = apply(text);
      if (made !== text) {
        await fs.writeFile(path, made);
        isTouched = true;
      }
      const isAboutOurs = isOurs && !command.toString().includes('config(');
      if (!isAboutOurs) theirs = apply(theirs);
    }
    const reports = [await cleanUp({ editors: valueEditors }, host)];
    expect(reports.flatMap(({ files }) => files.map(({ outcome }) => outcome))).not.toContain('failed');
    const left = await fs.readFile(path, 'utf8').catch(() => undefined);
    if (left === undefined) {
      expect(before).toBeUndefined();
      return;
    }
    expect(left).not.toMatch(/my-org|eyJ2|value=""/);
    expect(() => settingsOf(left)).not.toThrow();
    const sorted = (text: string) =>
      Object.fromEntries(Object.entries(entriesOf(text, '')).map(([section, all]) => [section, [...all].sort()]));
    expect(sorted(left)).toEqual(sorted(theirs));
    if (before?.includes('theirs')) expect(left).toContain('<!-- theirs -->');
    if (!isTouched) expect(left).toBe(before);
    const { mode } = await fs.stat(path);
    if (/ClearTextPassword/.test(left) && !/ClearTextPassword/.test(before ?? '')) expect(mode & 0o077).toBe(0);
  });
});

interface Story {
  readonly title: string;
  readonly before?: string;
  readonly between: (text: string) => string;
  readonly after: string | undefined;
  readonly isClosed?: boolean;
}

const IX = 'https://my-org-111122223333.d.codeartifact.eu-west-1.amazonaws.com/nuget/shared/v3/index.json';
const config = (...sections: string[]) =>
  `<?xml version="1.0" encoding="utf-8"?>\n<configuration>\n${sections.map((one) => `  ${one}\n`).join('')}</configuration>\n`;
const PUBLIC = `<add key="nuget.org" value="${GALLERY}" protocolVersion="3" />`;
const OTHER = '<add key="other" value="https://other.example/v3/index.json" />';
const plain = (text: string | undefined) => text?.replace(/\s*\n\s*/g, '').replace(/^\uFEFF/, '');
const HALF = `<packageSourceCredentials><my-org_x002F_shared><add key="Username" value="aws" /><add key="ClearTextPassword" value="" /><add key="ValidAuthenticationTypes" value="basic" /></my-org_x002F_shared></packageSourceCredentials>`;
const CORP =
  '<packageSourceCredentials><Corp><add key="Username" value="u" /><add key="ClearTextPassword" value="p" /></Corp></packageSourceCredentials>';

const STORIES: readonly Story[] = [
  {
    title: 'a file of ours gets the public source, when others set something',
    between: (text) => new Dotnet(text).config('dependencyVersion', 'Highest'),
    after: config(
      `<packageSources>${PUBLIC}</packageSources>`,
      '<config><add key="dependencyVersion" value="Highest" /></config>',
    ),
  },
  {
    title: 'a file of ours in which others named the public source has it once',
    between: (text) => new Dotnet(text).add('gallery', GALLERY),
    after: config(`<packageSources><add key="gallery" value="${GALLERY}" /></packageSources>`),
  },
  {
    title: 'a file of ours from which others took our source, and put nothing in, goes',
    between: (text) => new Dotnet(text).remove('my-org/shared'),
    after: undefined,
  },
  {
    title: 'a repository of another name that others signed in to stays, and the file stays closed',
    before: config(`<packageSources>${PUBLIC}</packageSources>`),
    between: (text) =>
      new Dotnet(text).add('my-org/other', IX.replace('shared', 'other'), ['aws', 'eyJ2ZXIiOjEsInRva2VuIjoxMjN9.abc']),
    after: config(
      `<packageSources>${PUBLIC}<add key="my-org/other" value="${IX.replace('shared', 'other')}" /></packageSources>`,
      '<packageSourceCredentials><my-org_x002F_other><add key="Username" value="aws" /><add key="ClearTextPassword" value="eyJ2ZXIiOjEsInRva2VuIjoxMjN9.abc" /></my-org_x002F_other></packageSourceCredentials>',
    ),
    isClosed: true,
  },
  {
    title: 'our token under a name of theirs goes with its user, and the file is open again',
    before: config(`<packageSources>${PUBLIC}</packageSources>`),
    between: (text) => new Dotnet(text).add('other', 'https://other.example/v3/index.json', ['aws', TOKEN]),
    after: config(`<packageSources>${PUBLIC}${OTHER}</packageSources>`),
  },
  {
    title: 'a name of ours that others gave to a place of their own is theirs',
    before: config(`<packageSources>${PUBLIC}</packageSources>`),
    between: (text) =>
      new Dotnet(new Dotnet(text).remove('my-org/shared')).add('my-org/shared', 'https://other.example/v3/index.json', [
        'u',
        'p',
      ]),
    after: config(
      `<packageSources>${PUBLIC}<add key="my-org/shared" value="https://other.example/v3/index.json" /></packageSources>`,
      '<packageSourceCredentials><my-org_x002F_shared><add key="Username" value="u" /><add key="ClearTextPassword" value="p" /></my-org_x002F_shared></packageSourceCredentials>',
    ),
    isClosed: true,
  },
  {
    title: 'credentials that stood there before come back whole where others changed half of ours',
    before: config(`<packageSources><add key="Corp" value="${IX}" /></packageSources>`, CORP),
    between: (text) => text.replace('key="Username" value="aws"', 'key="Username" value="me"'),
    after: config(`<packageSources><add key="Corp" value="${IX}" /></packageSources>`, CORP),
  },
  {
    title: 'credentials of others for a source that was there before stay whole',
    before: config(`<packageSources><add key="Corp" value="${IX}" /></packageSources>`, CORP),
    between: (text) => new Dotnet(text).update('Corp', undefined, ['me', 'mine']),
    after: config(
      `<packageSources><add key="Corp" value="${IX}" /></packageSources>`,
      CORP.replace('"u"', '"me"').replace('"p"', '"mine"'),
    ),
    isClosed: true,
  },
  {
    title: 'what an earlier version left broken does not come back',
    before: config(
      `<packageSources>${PUBLIC}<add key="my-org/shared" value="${IX}" protocolVersion="3" />${OTHER}</packageSources>`,
      HALF,
    ),
    between: (text) => text,
    after: config(`<packageSources>${PUBLIC}${OTHER}</packageSources>`),
  },
  {
    title: 'nor does it where others wrote in between, nor what it left of another repository',
    before: config(
      `<packageSources>${PUBLIC}<add key="my-org/old" value="${IX.replace('shared', 'old')}" protocolVersion="3" /></packageSources>`,
      HALF.replaceAll('shared', 'old'),
    ),
    between: (text) => new Dotnet(text).add('other', 'https://other.example/v3/index.json'),
    after: config(`<packageSources>${PUBLIC}${OTHER}</packageSources>`),
  },
  {
    title: 'a file that ends in the middle keeps no token',
    before: config(`<packageSources>${PUBLIC}</packageSources>`),
    between: (text) => text.slice(0, text.indexOf('</packageSourceCredentials>')),
    after: '?',
    isClosed: true,
  },
];

test.each(STORIES)('$title', async ({ before, between, after, isClosed = false }) => {
  const host = recordingHost({ folder: folder() });
  const path = join(host.home, PATH);
  if (before !== undefined) {
    await fs.mkdir(dirname(path), { recursive: true });
    await fs.writeFile(path, before);
    await fs.chmod(path, 0o644);
  }
  const request = {
    registrations: [registration('dotnet')],
    expiresAt: host.clock.now() + 3_600_000,
    tokenVariable: 'auto',
    editors: valueEditors,
  };
  await configure(request, host);
  expect(() => settingsOf(readFileSync(path, 'utf8'))).not.toThrow();
  await fs.writeFile(path, between(await fs.readFile(path, 'utf8')));
  await cleanUp({ editors: valueEditors }, host);
  const left = await fs.readFile(path, 'utf8').catch(() => undefined);
  expect(left ?? '').not.toContain(TOKEN);
  if (after === '?') return;
  expect(plain(left)).toBe(plain(after));
  if (left !== undefined) {
    expect(() => settingsOf(left)).not.toThrow();
    const isOpen = before !== undefined && !isClosed;
    expect((await fs.stat(path)).mode & 0o777).toBe(isOpen ? 0o644 : 0o600);
  }
});

test('of two logins in one new file, the last that goes gives back the public source', async () => {
  for (const order of [
    [0, 1],
    [1, 0],
  ] as const) {
    const host = recordingHost({ folder: folder() });
    const path = join(host.home, PATH);
    const sessions: string[] = [];
    for (const repository of ['shared', 'second']) {
      const request = {
        registrations: [registration('dotnet', { repository })],
        expiresAt: host.clock.now() + 3_600_000,
        tokenVariable: 'auto',
        editors: valueEditors,
      };
      sessions.push((await configure(request, host)).session ?? '');
    }
    await fs.writeFile(path, new Dotnet(await fs.readFile(path, 'utf8')).config('dependencyVersion', 'Highest'));
    for (const one of order) await cleanUp({ sessions: [sessions[one] ?? ''], editors: valueEditors }, host);
    expect(plain(await fs.readFile(path, 'utf8'))).toBe(plain(STORIES[0]?.after));
  }
});
