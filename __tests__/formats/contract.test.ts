// What every format keeps, whatever it is: the same suite over all of them, against the real local server in-process.

import { copyFile, mkdir, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Secret, spellings } from '../../src/core/model/secret.ts';
import type {
  ConfigureRequest,
  PackageFormat,
  Publication,
  Publishing,
  PublishTarget,
  UploadResult,
} from '../../src/core/ports/package-format.ts';
import { formatList, publishedFormats } from '../../src/formats/index.ts';
import { servers } from '../../src/formats/servers.ts';
import { type FormatSample, fileNames, type PublishedFormat, samples } from '../support/packages/format-samples.ts';
import { openTestRegistry, type TestRegistry } from '../support/servers/local-registry.ts';

let folder: string;
let registry: TestRegistry;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'contract-')));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const published = Object.keys(publishedFormats) as PublishedFormat[];

test('every published format has a server half of its own name', () => {
  for (const name of published) expect(servers[name].format).toBe(name);
});

describe.each(published)('%s', (name) => {
  const format: PackageFormat = publishedFormats[name];
  const publishing = format.publishing as Publishing;
  const sample: FormatSample = samples[name];
  let count = 0;
  const newFolder = () => join(folder, name, String(count++));

  beforeAll(async () => {
    registry = await openTestRegistry(folder);
  });
  afterAll(async () => {
    await registry.close();
  });
  afterEach(() => {
    expect(registry.errors).toEqual([]);
  });

  async function gathered(answer: string): Promise<{ publication: Publication; paths: string[] }> {
    const paths = await sample.build(newFolder(), answer);
    const { publications } = await sample.gather(paths, registry.host);
    expect(publications).toHaveLength(1);
    return { publication: publications[0] as Publication, paths };
  }

  async function put(publication: Publication, changes: Partial<PublishTarget> = {}): Promise<UploadResult> {
    const target = { ...(await registry.target(name, 'dev')), ...changes };
    const result = await publishing.upload(publication, publication.artifacts, target, []);
    if (result.kind !== 'accepted' || publishing.finish === undefined) return result;
    return publishing.finish(publication, target);
  }

  const state = async () => ({
    version: await registry.client.describePackageVersion(registry.at('dev'), sample.reference),
    assets: (await registry.client.listPackageVersionAssets(registry.at('dev'), sample.reference))?.assets,
  });

  async function ask(path: string): Promise<{ status: number; body: Buffer; contentType: string }> {
    const [endpoint, token] = [await registry.endpoint(name, 'dev'), (await registry.token()).reveal()];
    const response = await fetch(`${endpoint}${path}`, {
      headers: { authorization: `Basic ${Buffer.from(`aws:${token}`).toString('base64')}` },
    });
    return {
      status: response.status,
      body: Buffer.from(await response.arrayBuffer()),
      contentType: response.headers.get('content-type') ?? '',
    };
  }

  test('reads built files as what they were built as', async () => {
    const { publication, paths } = await gathered('one');
    const { format, namespace, name: packageName, version } = publication;
    expect({ format, namespace, name: packageName, version }).toEqual({ namespace: undefined, ...sample.reference });
    expect(fileNames(publication.artifacts.map(({ path }) => path))).toEqual(fileNames(paths));
    for (const { path, size } of publication.artifacts) expect(size).toBe((await readFile(path)).length);
  });

  test('its coordinates are in order by its own rules, and hostile ones are not', () => {
    const { coordinates } = format;
    expect(coordinates.problems(sample.reference)).toEqual([]);
    expect(coordinates.normaliseName(sample.reference.name)).toBe(sample.reference.name);
    expect(coordinates.normaliseVersion(sample.reference.version)).toBe(sample.reference.version);
    // What the service model's own pattern and length refuse; formats refuse more.
    const hostile = ['', '../x', 'a/../b', 'a b', 'a#b', `x${'y'.repeat(300)}`, 'a\nb'];
    for (const part of hostile) {
      expect(coordinates.problems({ ...sample.reference, name: part })).not.toEqual([]);
      expect(coordinates.problems({ ...sample.reference, version: part })).not.toEqual([]);
    }
  });

  test('takes nothing damaged, and says why', async () => {
    const paths = await sample.spoil(newFolder());
    const { publications, verdicts } = await sample.gather(paths, registry.host);
    expect(publications).toEqual([]);
    expect(verdicts.map(({ path }) => path).sort()).toEqual([...paths].sort());
    for (const { verdict, reason } of verdicts) {
      expect(verdict).not.toBe('taken');
      expect(reason).not.toBe('');
    }
    expect(verdicts.map(({ verdict }) => verdict)).toContain('refused');
  });

  test('missing files and folders are no exception', async () => {
    const { publications, verdicts } = await sample.gather([join(folder, 'nowhere', 'x.bin'), folder], registry.host);
    expect(publications).toEqual([]);
    expect(verdicts.map(({ verdict }) => verdict)).not.toContain('taken');
  });

  test('publishes, lists and gives back the same bytes', async () => {
    const { publication } = await gathered('one');
    expect(await put(publication)).toEqual({ kind: 'accepted' });
    const { version, assets } = await state();
    expect(version).toMatchObject({ status: 'Published', origin: { type: 'INTERNAL', repository: 'dev' } });
    for (const artifact of publication.artifacts) {
      const bytes = await readFile(artifact.path);
      expect(assets).toContainEqual({ name: artifact.assetName, size: artifact.size, digests: artifact.digests });
      const asset = await registry.client.getPackageVersionAsset(
        registry.at('dev'),
        sample.reference,
        artifact.assetName,
      );
      expect((await buffer(asset?.body as AsyncIterable<Uint8Array>)).equals(bytes)).toBe(true);
      if (sample.download === undefined) continue;
      const { status, body } = await ask(sample.download(artifact));
      expect(status).toBe(200);
      expect(body.equals(bytes)).toBe(true);
    }
  });

  test('what a registry holds is composed again, asset by asset, whatever the files on disk are called', async () => {
    const republishing = await publishing.republishing?.();
    if (!republishing) return;
    const { publication } = await gathered('one');
    const at = newFolder();
    await mkdir(at, { recursive: true });
    const assets = await Promise.all(
      publication.artifacts.map(async ({ path, assetName, size }, index) => {
        await copyFile(path, join(at, String(index)));
        return { name: assetName, size, path: join(at, String(index)) };
      }),
    );
    expect(await republishing.problems(sample.reference, assets)).toEqual([]);
    const composed = await republishing.recompose(sample.reference, assets, registry.host);
    if (!('publication' in composed)) throw new Error(composed.problem);
    const { artifacts, dependencies, metadata, ...reference } = composed.publication;
    expect(reference).toMatchObject(sample.reference);
    const described = (list: typeof artifacts) =>
      list.map(({ path: _, ...rest }) => rest).sort((a, b) => (a.assetName < b.assetName ? -1 : 1));
    expect(described(artifacts)).toEqual(described(publication.artifacts));
    expect({ dependencies, metadata }).toEqual({
      dependencies: publication.dependencies,
      metadata: publication.metadata,
    });
  });

  test('a name that no client can send is told apart, and named', async () => {
    const republishing = await publishing.republishing?.();
    for (const name of ['../x', '..', 'a/b', 'a\u0000b'])
      expect((await republishing?.problems(sample.reference, [{ name, size: 1 }])) ?? [JSON.stringify(name)]).toEqual([
        expect.stringContaining(JSON.stringify(name).slice(1, -1)),
      ]);
  });

  test.each(sample.spellings.length === 0 ? ['(no wire of its own)'] : [...sample.spellings])(
    'finds it as %s',
    async (path) => {
      if (sample.spellings.length === 0) return;
      const { status, body } = await ask(path);
      expect(status).toBe(200);
      expect(body.toString('utf8')).toContain('1.2.3');
    },
  );

  test('the same bytes again change nothing', async () => {
    const before = await state();
    const { publication } = await gathered('one');
    expect(['accepted', 'exists']).toContain((await put(publication)).kind);
    expect(await state()).toEqual(before);
  });

  test('other bytes are told apart and change nothing', async () => {
    const before = await state();
    const { publication } = await gathered('two');
    expect((await put(publication)).kind).toBe('exists');
    expect(await state()).toEqual(before);
  });

  test('an endpoint without its trailing slash is the same endpoint', async () => {
    const { publication } = await gathered('one');
    const endpoint = await registry.endpoint(name, 'dev');
    const before = await state();
    expect(endpoint).toMatch(/\/$/);
    expect(['accepted', 'exists']).toContain((await put(publication, { endpoint: endpoint.slice(0, -1) })).kind);
    expect(await state()).toEqual(before);
  });

  test('no result and no error contains a token', async () => {
    if (sample.download === undefined) return;
    const { publication } = await gathered('one');
    const token = new Secret('no-such+token/=');
    const results: unknown[] = [await put(publication, { token })];
    expect(results[0]).toMatchObject({ kind: 'unauthorized' });
    const nowhere = 'http://127.0.0.1:9/nowhere/';
    results.push(
      await put(publication, { token, endpoint: nowhere }).catch(
        (error: unknown) => `${error} ${JSON.stringify(error)}`,
      ),
    );
    for (const spelling of spellings('no-such+token/=')) expect(JSON.stringify(results)).not.toContain(spelling);
  });

  test('an unknown package is not there, in the words of the format', async () => {
    if (sample.download === undefined) return;
    const { status } = await ask(
      sample
        .download({ ...(await gathered('one')).publication.artifacts[0], assetName: 'other' } as never)
        .replaceAll('contract', 'unknown'),
    );
    expect(status).toBe(404);
  });

  test('an Archived version cannot be downloaded nor published again', async () => {
    const { publication } = await gathered('one');
    const [artifact] = publication.artifacts;
    const change = (target: 'Archived' | 'Published') =>
      registry.client.updatePackageVersionsStatus(registry.at('dev'), sample.reference, {
        versions: ['1.2.3'],
        target,
      });
    await change('Archived');
    const result = await put(publication);
    expect(result.kind).toBe('exists');
    if (sample.download !== undefined && artifact !== undefined)
      expect((await ask(sample.download(artifact))).status).toBe(404);
    await change('Published');
  });
});

describe('configuring', () => {
  const token = 'tok+en/va%lue=';
  const request = (home: string): ConfigureRequest => ({
    domain: 'my-org',
    domainOwner: '111122223333',
    repository: 'dev',
    region: 'us-east-1',
    endpoint: 'https://my-org-111122223333.d.codeartifact.us-east-1.amazonaws.com/x/dev/',
    token: new Secret(token),
    scopes: [],
    machine: {
      platform: 'linux',
      home,
      accountHome: home,
      env: {},
      exportsVariables: false,
      workingDirectory: join(home, 'project'),
      exists: () => false,
      read: () => undefined,
      encodingOf: () => undefined,
      find: () => [],
    },
    options: {},
    earlierEndpoints: [],
    sharesHost: false,
  });

  const tools = formatList.flatMap((format) => format.tools.map((tool) => ({ format: format.name, tool })));

  test.each(tools)('$format $tool.name keeps the token in owner-only files and secret variables', async ({ tool }) => {
    const home = '/home/somebody';
    const { files, variables, notes } = await tool.configure(request(home));
    const holds = (text: string) =>
      spellings(token).some((spelling) => text.includes(spelling)) || text.includes(token);
    const texts: string[] = [];
    for (const file of files) {
      const text = await file.edit(file.skeleton);
      texts.push(text);
      if (holds(text)) expect(file.holdsSecret).toBe(true);
      expect(file.path.startsWith(`${home}/`)).toBe(true);
      expect(await file.edit(text)).toBe(text);
    }
    const values = Object.values(variables);
    for (const value of values) if (typeof value === 'string') expect(holds(value)).toBe(false);
    expect(holds(notes.join('\n'))).toBe(false);
    const carriers = [...texts, ...values.map((value) => (typeof value === 'string' ? value : value.reveal()))];
    expect(carriers.some(holds)).toBe(true);
  });
});
