// The server's side of protocol V3 over a real socket.
import {
  DescribePackageVersionCommand,
  ListPackageVersionDependenciesCommand,
  UpdatePackageVersionsStatusCommand,
  type UpdatePackageVersionsStatusCommandInput,
} from '@aws-sdk/client-codeartifact';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { temporaryFolder } from '../../../support/folders.ts';
import { buildNupkg, type NugetPackage, nuspecText } from '../../../support/packages/nuget-package.ts';
import { DOMAIN } from '../../../support/servers/local-registry.ts';
import { type SdkRegistry, sdkRegistry } from '../../../support/servers/sdk-registry.ts';

const folder = temporaryFolder();
let registry: SdkRegistry;
beforeAll(async () => {
  registry = await sdkRegistry(folder, [{ name: 'libs', upstreams: ['base'] }, { name: 'base' }]);
});
afterAll(async () => {
  await registry.close();
  expect(registry.errors).toEqual([]);
});

/** As nuget.exe 5.8 writes it: quoted boundary, unquoted names. */
function form(bytes: Uint8Array, boundary = '3c7a5d2e-1111-2222-3333-444455556666') {
  const head = `--${boundary}\r\nContent-Type: application/octet-stream\r\nContent-Disposition: form-data; name=package; filename=package.nupkg; filename*=utf-8''package.nupkg\r\n\r\n`;
  return {
    headers: { 'content-type': `multipart/form-data; boundary="${boundary}"`, 'x-nuget-apikey': 'anything' },
    body: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  };
}

const at = (path: string, repository?: string) => `${registry.endpoint('nuget', repository)}${path}`;
const pushBytes = (bytes: Uint8Array, repository?: string) =>
  registry.call('PUT', at('v2/package/', repository), form(bytes));
const push = async (of: NugetPackage, repository?: string) =>
  (await pushBytes(await buildNupkg(of), repository)).status;

async function get(path: string, repository?: string) {
  const answer = await registry.call('GET', at(path, repository));
  const text = await answer.text();
  return { status: answer.status, text, json: text.startsWith('{') ? JSON.parse(text) : undefined };
}

test('the index names every resource under the address it was asked at', async () => {
  const { json } = await get('v3/index.json');
  const types = json.resources.map((each: { '@type': string }) => each['@type']);
  for (const type of [
    'PackageBaseAddress/3.0.0',
    'RegistrationsBaseUrl',
    'RegistrationsBaseUrl/3.0.0-beta',
    'RegistrationsBaseUrl/3.6.0',
    'SearchQueryService',
    'SearchAutocompleteService',
    'PackagePublish/2.0.0',
  ]) {
    expect(types).toContain(type);
  }
  expect(types.join()).not.toContain('Symbol');
  for (const each of json.resources) expect(each['@id']).toContain(registry.endpoint('nuget'));
});

describe('a push', () => {
  const of = {
    id: 'Acme.Push',
    version: '1.02.0+b7',
    dependencies: { 'net6.0': { 'Acme.Core': '[1.0,2.0)' }, '': { 'Acme.Old': '3.0' } },
    description: 'What it does',
  };

  test('is stored by its normalised name and readable by every resource', async () => {
    const bytes = await buildNupkg(of);
    expect((await pushBytes(bytes)).status).toBe(201);
    expect(await registry.statuses('nuget', 'acme.push')).toEqual({ '1.2.0': 'Published' });
    expect(await registry.assets('nuget', 'Acme.PUSH', '1.02.0.0')).toEqual(['acme.push.1.2.0.nupkg']);
    expect((await get('v3/flatcontainer/acme.push/index.json')).json).toEqual({ versions: ['1.2.0'] });
    const answer = await registry.call('GET', at('v3/flatcontainer/acme.push/1.2.0/acme.push.1.2.0.nupkg'));
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytes);
    expect((await get('v3/flatcontainer/Acme.Push/1.2.0/Acme.Push.nuspec')).text).toContain('<id>Acme.Push</id>');
    const { json } = await get('v3/registration4/acme.push/index.json');
    const [page] = json.items;
    expect(page).toMatchObject({ lower: '1.2.0', upper: '1.2.0', count: 1 });
    expect(page.items[0].catalogEntry).toMatchObject({
      id: 'Acme.Push',
      version: '1.2.0',
      listed: true,
      description: 'What it does',
      dependencyGroups: [
        { targetFramework: 'net6.0', dependencies: [{ id: 'Acme.Core', range: '[1.0,2.0)' }] },
        { dependencies: [{ id: 'Acme.Old', range: '[3.0, )' }] },
      ],
    });
    expect((await registry.call('GET', page.items[0].packageContent)).status).toBe(200);
    const leaf = await registry.call('GET', page.items[0]['@id']);
    expect(await leaf.json()).toMatchObject({ listed: true, packageContent: page.items[0].packageContent });
  });

  test('is described on the control plane', async () => {
    const of_ = {
      domain: DOMAIN,
      repository: 'libs',
      format: 'nuget',
      package: 'acme.push',
      packageVersion: '1.2.0',
    } as const;
    const { packageVersion } = await registry.api.send(new DescribePackageVersionCommand(of_));
    expect(packageVersion).toMatchObject({ displayName: 'Acme.Push', summary: 'What it does', status: 'Published' });
    const { dependencies } = await registry.api.send(new ListPackageVersionDependenciesCommand(of_));
    expect(dependencies).toEqual([
      { package: 'acme.core', versionRequirement: '[1.0,2.0)' },
      { package: 'acme.old', versionRequirement: '3.0' },
    ]);
  });

  test('of the same bytes is accepted, of others refused in every spelling of the version', async () => {
    expect(await push(of)).toBe(201);
    const answer = await pushBytes(await buildNupkg({ ...of, version: '1.2', answer: 'other' }));
    expect(answer.status).toBe(409);
    expect(await push({ id: 'acme.PUSH', version: '1.0.0-RC' })).toBe(201);
    expect(await push({ id: 'acme.push', version: '1.0.0-rc', answer: 'other' })).toBe(409);
    // Addresses are lower-case, the label kept its case.
    expect((await get('v3/flatcontainer/acme.push/1.0.0-rc/acme.push.1.0.0-rc.nupkg')).status).toBe(200);
    expect((await get('v3/flatcontainer/acme.push/index.json')).json.versions).toEqual(['1.0.0-rc', '1.2.0']);
  });

  test.each([
    ['no archive', async () => Buffer.from('nothing'), 400],
    ['a truncated package', async () => (await buildNupkg(of)).subarray(0, 300), 400],
    ['a symbol package', () => buildNupkg({ ...of, version: '9.0', packageTypes: ['SymbolsPackage'] }), 400],
    [
      'an id that climbs',
      () => buildNupkg({ id: 'x', version: '1.0' }, { 'b.nuspec': nuspecText({ id: '../..', version: '1' }) }),
      400,
    ],
  ])('of %s is refused', async (_what, make, status) => {
    expect((await pushBytes(await make())).status).toBe(status);
  });

  test.each([
    ['another content type', { body: 'x', headers: { 'content-type': 'application/octet-stream' } }],
    ['no boundary', { body: 'x', headers: { 'content-type': 'multipart/form-data' } }],
    ['an empty form', { body: '--b--\r\n', headers: { 'content-type': 'multipart/form-data; boundary=b' } }],
    [
      'a form that is cut off',
      { body: form(Buffer.alloc(100)).body.subarray(0, 220), headers: form(Buffer.alloc(0)).headers },
    ],
  ])('with %s is 400', async (_what, options) => {
    expect((await registry.call('PUT', at('v2/package'), options)).status).toBe(400);
  });

  test.each([
    ['1.0.0-ci.007', 'Acme.Poison'],
    ['1.0.0-00', 'Acme.Poison'],
    ['99999999999.0.0', 'Acme.Poison'],
    ['1.0.0+a_b', 'Acme.Poison'],
    ['1.0.0', 'Acme²'],
    ['1.0.0', 'Acme..Poison'],
  ])('of what NuGet cannot read is refused: %s of %s', async (version, id) => {
    expect(await push({ id, version })).toBe(400);
    expect((await get(`v3/flatcontainer/${encodeURIComponent(id.toLowerCase())}/index.json`)).status).toBe(404);
  });

  test('of an id with letters whose lower case is another length is found as clients ask for it', async () => {
    for (const [id, asked] of [
      ['Acme.İ', 'acme.İ'],
      ['ΑΣ', 'ασ'],
    ] as const) {
      expect(await push({ id, version: '1.0.0' })).toBe(201);
      expect((await get(`v3/flatcontainer/${encodeURIComponent(asked)}/index.json`)).json).toEqual({
        versions: ['1.0.0'],
      });
    }
  });

  test('with a requirement that nobody reads is shown as one for any version', async () => {
    expect(await push({ id: 'Acme.Odd', version: '1.0.0', dependencies: { '': { 'Acme.Core': '1.0,2.0' } } })).toBe(
      201,
    );
    const { json } = await get('v3/registration4/acme.odd/index.json');
    expect(json.items[0].items[0].catalogEntry.dependencyGroups[0].dependencies[0].range).toBe('(, )');
  });

  test('with quoted names and without the slash, as curl sends it', async () => {
    const bytes = await buildNupkg({ id: 'Acme.Curl', version: '1.0.0' });
    const head =
      '--b\r\nContent-Disposition: form-data; name="package"; filename="a.nupkg"\r\nContent-Type: application/octet-stream\r\n\r\n';
    const body = Buffer.concat([Buffer.from(head), bytes, Buffer.from('\r\n--b--\r\n')]);
    const answer = await registry.call('PUT', at('v2/package'), {
      body,
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
    });
    expect(answer.status).toBe(201);
  });

  test('needs credentials', async () => {
    const answer = await registry.call('PUT', at('v2/package/'), { ...form(await buildNupkg(of)), anonymous: true });
    expect(answer.status).toBe(401);
  });
});

describe('unlisting', () => {
  test('hides a version from search, not from those who name it', async () => {
    for (const version of ['1.0.0', '2.0.0']) expect(await push({ id: 'Acme.Hide', version })).toBe(201);
    expect((await registry.call('DELETE', at('v2/package/Acme.Hide/2.0'))).status).toBe(204);
    expect(await registry.statuses('nuget', 'acme.hide')).toEqual({ '1.0.0': 'Published', '2.0.0': 'Unlisted' });
    // Where `dotnet restore` looks, for an exact version as well.
    expect((await get('v3/flatcontainer/acme.hide/index.json')).json).toEqual({ versions: ['1.0.0', '2.0.0'] });
    const listed = (await get('v3/registration4/acme.hide/index.json')).json.items[0].items.map(
      (each: { catalogEntry: { version: string; listed: boolean } }) => [
        each.catalogEntry.version,
        each.catalogEntry.listed,
      ],
    );
    expect(listed).toEqual([
      ['1.0.0', true],
      ['2.0.0', false],
    ]);
    expect((await get('v3/flatcontainer/acme.hide/2.0.0/acme.hide.2.0.0.nupkg')).status).toBe(200);
    expect((await get('v3/query?q=hide')).json.data[0].version).toBe('1.0.0');
    expect((await registry.call('DELETE', at('v2/package/Acme.Hide/2.0.0'))).status).toBe(204);
    expect((await registry.call('POST', at('v2/package/Acme.Hide/2.0.0'))).status).toBe(200);
    expect((await get('v3/flatcontainer/acme.hide/index.json')).json.versions).toEqual(['1.0.0', '2.0.0']);
    expect((await registry.call('DELETE', at('v2/package/Acme.Hide/3.0.0'))).status).toBe(404);
  });

  test('an archived version is gone for every client', async () => {
    await push({ id: 'Acme.Gone', version: '1.0.0' });
    const of = {
      domain: DOMAIN,
      repository: 'libs',
      format: 'nuget',
      package: 'acme.gone',
      versions: ['1.0.0'],
    } satisfies Omit<UpdatePackageVersionsStatusCommandInput, 'targetStatus'>;
    await registry.api.send(new UpdatePackageVersionsStatusCommand({ ...of, targetStatus: 'Archived' }));
    for (const path of [
      'flatcontainer/acme.gone/index.json',
      'registration4/acme.gone/index.json',
      'flatcontainer/acme.gone/1.0.0/acme.gone.1.0.0.nupkg',
    ]) {
      expect((await get(`v3/${path}`)).status).toBe(404);
    }
    expect(await push({ id: 'Acme.Gone', version: '1.0.0' })).toBe(409);
  });
});

describe('search', () => {
  beforeAll(async () => {
    await push({ id: 'Find.Alpha', version: '1.0.0' });
    await push({ id: 'Find.Alpha', version: '2.0.0-beta' });
    await push({ id: 'Find.Beta', version: '0.1.0-beta' });
    await push({ id: 'Find.Tool', version: '1.0.0', packageTypes: ['DotnetTool'] }, 'base');
  });

  const found = async (query: string) => {
    const { json } = await get(`v3/query?${query}`);
    return {
      total: json.totalHits,
      hits: json.data.map((hit: { id: string; version: string }) => `${hit.id} ${hit.version}`),
    };
  };

  test('finds names here and upstream, with and without prereleases', async () => {
    expect(await found('q=find')).toEqual({ total: 2, hits: ['Find.Alpha 1.0.0', 'Find.Tool 1.0.0'] });
    expect(await found('q=FIND&prerelease=true')).toEqual({
      total: 3,
      hits: ['Find.Alpha 2.0.0-beta', 'Find.Beta 0.1.0-beta', 'Find.Tool 1.0.0'],
    });
    expect(await found('q=find+alpha')).toEqual({ total: 1, hits: ['Find.Alpha 1.0.0'] });
    expect(await found('q=packageid:find.tool')).toEqual({ total: 1, hits: ['Find.Tool 1.0.0'] });
    expect(await found('q=find&packageType=dotnettool')).toEqual({ total: 1, hits: ['Find.Tool 1.0.0'] });
    expect(await found('q=find&prerelease=true&skip=1&take=1')).toEqual({ total: 3, hits: ['Find.Beta 0.1.0-beta'] });
    expect(await found('q=nothing-of-that-name')).toEqual({ total: 0, hits: [] });
    expect(await found('q=find&skip=-1&take=99999999999')).toEqual({
      total: 2,
      hits: ['Find.Alpha 1.0.0', 'Find.Tool 1.0.0'],
    });
  });

  test('completes names and versions', async () => {
    expect((await get('v3/autocomplete?q=find&prerelease=true')).json).toEqual({
      totalHits: 3,
      data: ['Find.Alpha', 'Find.Beta', 'Find.Tool'],
    });
    expect((await get('v3/autocomplete?id=find.alpha')).json).toEqual({ data: ['1.0.0'] });
    expect((await get('v3/autocomplete?id=find.alpha&prerelease=true')).json).toEqual({
      data: ['1.0.0', '2.0.0-beta'],
    });
    expect((await get('v3/autocomplete?id=none')).json).toEqual({ data: [] });
  });
});

test('registrations of many versions have pages of their own', async () => {
  for (let patch = 0; patch < 130; patch += 1)
    expect(await push({ id: 'Acme.Many', version: `1.0.${patch}` }, 'base')).toBe(201);
  const { json } = await get('v3/registration4/acme.many/index.json', 'base');
  expect(json.items.map((page: { count: number }) => page.count)).toEqual([64, 64, 2]);
  expect(json.items[0].items).toBeUndefined();
  const page = await (await registry.call('GET', json.items[2]['@id'])).json();
  expect(page).toMatchObject({ lower: '1.0.128', upper: '1.0.129', count: 2 });
  expect((page as { items: unknown[] }).items).toHaveLength(2);
  expect((await get('v3/registration4/acme.many/page/1.0.1/1.0.2.json', 'base')).status).toBe(404);
}, 60_000);

describe('odd requests', () => {
  test.each([
    ['GET', 'v3/flatcontainer/none/index.json', 404],
    ['GET', 'v3/flatcontainer/../x/index.json', 404],
    ['GET', 'v3/flatcontainer/a%2fb/index.json', 404],
    ['GET', 'v3/flatcontainer/acme.push/1.2.0/other.nupkg', 404],
    ['GET', 'v3/registration4/none/index.json', 404],
    ['GET', 'v3/registration4/acme.push/9.9.9.json', 404],
    ['GET', 'v3/', 404],
    ['GET', '', 404],
    ['GET', 'v3/index.json/x', 404],
    ['GET', 'v3/%zz', 404],
    ['POST', 'v3/index.json', 405],
    ['GET', 'v2/package', 405],
    ['PUT', 'v2/symbolpackage', 404],
    ['PUT', 'api/v2/symbolpackage', 404],
  ])('%s %s is %i', async (method, path, status) => {
    const body = method === 'PUT' || method === 'POST' ? { body: 'x' } : {};
    expect((await registry.call(method, at(path), body)).status).toBe(status);
  });

  test('HEAD answers as GET does', async () => {
    expect((await registry.call('HEAD', at('v3/index.json'))).status).toBe(200);
    expect((await registry.call('HEAD', at('v3/flatcontainer/acme.push/1.2.0/acme.push.1.2.0.nupkg'))).status).toBe(
      200,
    );
  });
});
