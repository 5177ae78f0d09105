// The server's side of the conversation over a real socket, judged by the status machine of the user guide.
import {
  CopyPackageVersionsCommand,
  DeletePackageVersionsCommand,
  DescribePackageVersionCommand,
  ListPackageVersionDependenciesCommand,
  PutPackageOriginConfigurationCommand,
  UpdatePackageVersionsStatusCommand,
} from '@aws-sdk/client-codeartifact';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { temporaryFolder } from '../../../support/folders.ts';
import { buildJar, digest, pomText } from '../../../support/packages/maven-package.ts';
import { DOMAIN } from '../../../support/servers/local-registry.ts';
import { type SdkRegistry, sdkRegistry } from '../../../support/servers/sdk-registry.ts';

const folder = temporaryFolder();
let registry: SdkRegistry;
let names = 0;
beforeAll(async () => {
  registry = await sdkRegistry(folder, [{ name: 'libs', upstreams: ['base'] }, { name: 'base' }, { name: 'other' }]);
});
afterAll(async () => {
  await registry.close();
  expect(registry.errors).toEqual([]);
});

/** An artifact of its own for each test. */
function fresh(repository = 'libs') {
  names += 1;
  const name = `lib${names}`;
  const base = `${registry.endpoint('maven', repository)}com/acme/${name}`;
  const put = async (path: string, body: string | Uint8Array) =>
    (await registry.call('PUT', `${base}/${path}`, { body })).status;
  const get = async (path: string) => {
    const answer = await registry.call('GET', `${base}/${path}`);
    return { status: answer.status, text: await answer.text(), headers: answer.headers };
  };
  const list = (...versions: string[]) =>
    `<metadata><groupId>com.acme</groupId><artifactId>${name}</artifactId><versioning><versions>${versions
      .map((version) => `<version>${version}</version>`)
      .join('')}</versions></versioning></metadata>`;
  return {
    name,
    base,
    put,
    get,
    list,
    statuses: () => registry.statuses('maven', name, 'com.acme', repository),
    async publish(version: string, text = `jar of ${version}`) {
      expect(await put(`${version}/${name}-${version}.jar`, text)).toBe(201);
      expect(
        await put(`${version}/${name}-${version}.pom`, pomText({ groupId: 'com.acme', artifactId: name, version })),
      ).toBe(201);
      expect(await put('maven-metadata.xml', list(version))).toBe(201);
    },
  };
}

describe('a release', () => {
  test('is Unfinished and invisible until the list names it', async () => {
    const { name, put, get, list, statuses } = fresh();
    const jar = await buildJar({ groupId: 'com.acme', artifactId: name, version: '1.0' });
    expect(await put(`1.0/${name}-1.0.jar`, jar)).toBe(201);
    expect(await statuses()).toEqual({ '1.0': 'Unfinished' });
    expect((await get(`1.0/${name}-1.0.jar`)).status).toBe(404);
    expect((await get('maven-metadata.xml')).status).toBe(404);
    expect(await put('maven-metadata.xml', list('0.9'))).toBe(201);
    expect(await statuses()).toEqual({ '1.0': 'Unfinished' });
    expect(await put('maven-metadata.xml', list('0.9', '1.0'))).toBe(201);
    expect(await statuses()).toEqual({ '1.0': 'Published' });
    const answer = await registry.call('GET', `${registry.endpoint('maven')}com/acme/${name}/1.0/${name}-1.0.jar`);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(jar);
    const { text } = await get('maven-metadata.xml');
    expect(text).toContain('<release>1.0</release>');
    // Regenerated: what was only claimed is not listed.
    expect(text).not.toContain('0.9');
    expect(await registry.assets('maven', name, '1.0', 'com.acme')).toEqual([`${name}-1.0.jar`, 'maven-metadata.xml']);
  });

  test('takes identical bytes again, refuses others, and takes new files after it is Published', async () => {
    const { name, put, publish, get } = fresh();
    await publish('1.0');
    expect(await put(`1.0/${name}-1.0.jar`, 'jar of 1.0')).toBe(201);
    const refused = await registry.call('PUT', `${registry.endpoint('maven')}com/acme/${name}/1.0/${name}-1.0.jar`, {
      body: 'other',
    });
    expect(refused.status).toBe(409);
    expect(refused.statusText).toContain(`${name}-1.0.jar`);
    expect(await put(`1.0/${name}-1.0-sources.jar`, 'late')).toBe(201);
    expect((await get(`1.0/${name}-1.0-sources.jar`)).text).toBe('late');
  });

  test('serves computed checksums of assets and lists, and keeps none as assets', async () => {
    const { name, publish, get, put } = fresh();
    await publish('1.0');
    expect(await put(`1.0/${name}-1.0.jar.sha1`, digest('sha1', 'jar of 1.0'))).toBe(201);
    for (const algorithm of ['md5', 'sha1', 'sha256', 'sha512']) {
      expect((await get(`1.0/${name}-1.0.jar.${algorithm}`)).text).toBe(digest(algorithm, 'jar of 1.0'));
      const { text } = await get('maven-metadata.xml');
      expect((await get(`maven-metadata.xml.${algorithm}`)).text).toBe(digest(algorithm, text));
    }
    expect((await registry.assets('maven', name, '1.0', 'com.acme')).filter((asset) => asset.endsWith('sha1'))).toEqual(
      [],
    );
    expect((await get(`1.0/${name}-1.0-none.jar.sha1`)).status).toBe(404);
  });

  test('HEAD answers as GET does', async () => {
    const { base, name, publish } = fresh();
    await publish('1.0');
    const answer = await registry.call('HEAD', `${base}/1.0/${name}-1.0.jar`);
    expect([answer.status, answer.headers.get('content-length')]).toEqual([200, '10']);
    expect((await registry.call('HEAD', `${base}/maven-metadata.xml`)).status).toBe(200);
    expect((await registry.call('HEAD', `${base}/9/${name}-9.jar`)).status).toBe(404);
  });
});

describe('checksums', () => {
  test('404 before the file, 400 for another digest or upper case, and the list is refused until it is corrected', async () => {
    const { name, put, list, statuses } = fresh();
    const right = digest('sha1', 'bytes');
    expect(await put(`1.0/${name}-1.0.jar.sha1`, right)).toBe(404);
    expect(await put(`1.0/${name}-1.0.jar`, 'bytes')).toBe(201);
    expect(await put(`1.0/${name}-1.0.jar.sha1`, right.toUpperCase())).toBe(400);
    expect(await put('maven-metadata.xml', list('1.0'))).toBe(400);
    expect(await statuses()).toEqual({ '1.0': 'Unfinished' });
    expect(await put(`1.0/${name}-1.0.jar.sha1`, `${right}  ${name}-1.0.jar\n`)).toBe(201);
    expect(await put('maven-metadata.xml', list('1.0'))).toBe(201);
    expect(await statuses()).toEqual({ '1.0': 'Published' });
  });

  test('hold of an Unfinished version also where an upstream has its number Published', async () => {
    const { name, put, list, statuses } = fresh();
    expect(await put(`1.0/${name}-1.0.jar`, 'damaged on the way')).toBe(201);
    await registry.api.send(
      new PutPackageOriginConfigurationCommand({
        ...{ domain: DOMAIN, repository: 'libs', format: 'maven', namespace: 'com.acme', package: name },
        restrictions: { publish: 'ALLOW', upstream: 'ALLOW' },
      }),
    );
    const upstream = (path: string, body: string) =>
      registry.call('PUT', `${registry.endpoint('maven', 'base')}com/acme/${name}/${path}`, { body });
    expect((await upstream(`1.0/${name}-1.0.jar`, 'of somebody else')).status).toBe(201);
    expect((await upstream('maven-metadata.xml', list('1.0'))).status).toBe(201);
    expect(await put(`1.0/${name}-1.0.jar.sha1`, digest('sha1', 'as it was built'))).toBe(400);
    expect(await put('maven-metadata.xml', list('1.0'))).toBe(400);
    expect(await statuses()).toEqual({ '1.0': 'Unfinished' });
    expect(await put(`1.0/${name}-1.0.jar.sha1`, digest('sha1', 'damaged on the way'))).toBe(201);
    expect(await put('maven-metadata.xml', list('1.0'))).toBe(201);
    expect(await statuses()).toEqual({ '1.0': 'Published' });
  });

  test('after Published a wrong one is 400, and downloads go on', async () => {
    const { name, put, publish, get } = fresh();
    await publish('1.0');
    expect(await put(`1.0/${name}-1.0.jar.md5`, 'f'.repeat(32))).toBe(400);
    expect((await get(`1.0/${name}-1.0.jar`)).status).toBe(200);
    expect((await get(`1.0/${name}-1.0.jar.md5`)).text).toBe(digest('md5', 'jar of 1.0'));
  });

  test('of a list are compared with the list as it was sent', async () => {
    const { name, put, list } = fresh();
    const sent = list('1.0');
    expect(await put('maven-metadata.xml.sha1', digest('sha1', sent))).toBe(404);
    expect(await put(`1.0/${name}-1.0.jar`, 'bytes')).toBe(201);
    expect(await put('maven-metadata.xml', sent)).toBe(201);
    expect(await put('maven-metadata.xml.sha1', digest('sha1', sent))).toBe(201);
    expect(await put('maven-metadata.xml.md5', digest('md5', 'another'))).toBe(400);
  });
});

describe('lists that are refused', () => {
  test.each([
    ['of another artifact', '<metadata><groupId>com.acme</groupId><artifactId>other</artifactId></metadata>', 400],
    [
      'of another group: a Gradle address with segments too many',
      '<metadata><groupId>acme</groupId><artifactId>NAME</artifactId></metadata>',
      400,
    ],
    ['that are no metadata', '<project/>', 400],
    ['that are no XML', 'PK', 400],
    ['with entities', '<!DOCTYPE metadata [<!ENTITY a "b">]><metadata/>', 400],
  ])('%s', async (_what, text, status) => {
    const { name, put, statuses } = fresh();
    await put(`1.0/${name}-1.0.jar`, 'bytes');
    expect(await put('maven-metadata.xml', text.replace('NAME', name))).toBe(status);
    expect(await statuses()).toEqual({ '1.0': 'Unfinished' });
  });

  test('of an artifact without any file', async () => {
    const { put, list } = fresh();
    expect(await put('maven-metadata.xml', list('1.0'))).toBe(404);
  });
});

describe('snapshots', () => {
  const build = (name: string, stamp: string, number: number, ...extensions: string[]) =>
    `<metadata><groupId>com.acme</groupId><artifactId>${name}</artifactId><version>1.0-SNAPSHOT</version><versioning><snapshot><timestamp>${stamp}</timestamp><buildNumber>${number}</buildNumber></snapshot><snapshotVersions>${extensions
      .map(
        (extension) =>
          `<snapshotVersion><extension>${extension}</extension><value>1.0-${stamp}-${number}</value></snapshotVersion>`,
      )
      .join('')}</snapshotVersions></versioning></metadata>`;

  test('n builds make n+1 versions, and 1.0-SNAPSHOT is the newest build', async () => {
    const { name, put, get, list, statuses } = fresh();
    const first = '20260102.030405';
    const second = '20260103.030405';
    expect(await put(`1.0-SNAPSHOT/${name}-1.0-${first}-1.jar`, 'one')).toBe(201);
    expect(await statuses()).toEqual({ [`1.0-${first}-1`]: 'Unfinished' });
    expect(await put('1.0-SNAPSHOT/maven-metadata.xml', build(name, first, 1, 'jar'))).toBe(201);
    expect(await put('maven-metadata.xml', list('1.0-SNAPSHOT'))).toBe(201);
    expect(await statuses()).toEqual({ [`1.0-${first}-1`]: 'Unlisted', '1.0-SNAPSHOT': 'Published' });

    expect(await put(`1.0-SNAPSHOT/${name}-1.0-${second}-2.jar`, 'two')).toBe(201);
    expect(await put(`1.0-SNAPSHOT/${name}-1.0-${second}-2-sources.jar`, 'src')).toBe(201);
    expect(await put('1.0-SNAPSHOT/maven-metadata.xml', build(name, second, 2, 'jar'))).toBe(201);
    expect(await put('1.0-SNAPSHOT/maven-metadata.xml.sha1', digest('sha1', build(name, second, 2, 'jar')))).toBe(201);
    expect(await statuses()).toEqual({
      [`1.0-${first}-1`]: 'Unlisted',
      [`1.0-${second}-2`]: 'Unlisted',
      '1.0-SNAPSHOT': 'Published',
    });
    expect(await registry.assets('maven', name, '1.0-SNAPSHOT', 'com.acme')).toEqual([
      `${name}-1.0-${second}-2-sources.jar`,
      `${name}-1.0-${second}-2.jar`,
    ]);

    const { text } = await get('1.0-SNAPSHOT/maven-metadata.xml');
    expect(text).toContain(`<timestamp>${second}</timestamp>`);
    expect(text).toContain('<classifier>sources</classifier>');
    expect((await get('1.0-SNAPSHOT/maven-metadata.xml.sha1')).text).toBe(digest('sha1', text));
    expect((await get('maven-metadata.xml')).text).toContain('<version>1.0-SNAPSHOT</version>');
    expect((await get('maven-metadata.xml')).text).not.toContain('<release>');
    // "As Published": also where somebody had hidden it.
    await registry.client.updatePackageVersionsStatus(
      registry.at('libs'),
      { format: 'maven', namespace: 'com.acme', name },
      { versions: ['1.0-SNAPSHOT'], target: 'Unlisted' },
    );
    expect(await statuses()).toMatchObject({ '1.0-SNAPSHOT': 'Unlisted' });
    expect(await put('1.0-SNAPSHOT/maven-metadata.xml', build(name, second, 2, 'jar'))).toBe(201);
    expect(await statuses()).toMatchObject({ '1.0-SNAPSHOT': 'Published' });
    // Builds: in the snapshot's folder, under their own version, and the newest without a timestamp.
    expect((await get(`1.0-SNAPSHOT/${name}-1.0-${first}-1.jar`)).text).toBe('one');
    expect((await get(`1.0-${first}-1/${name}-1.0-${first}-1.jar`)).text).toBe('one');
    expect((await get(`1.0-SNAPSHOT/${name}-1.0-SNAPSHOT.jar`)).text).toBe('two');
    expect((await get(`1.0-SNAPSHOT/${name}-1.0-SNAPSHOT-sources.jar.md5`)).text).toBe(digest('md5', 'src'));
  });

  test('read through a downstream repository is there when the upstream has gone, and is the newest build', async () => {
    const { name, put } = fresh('base');
    const stamps = ['20260102.030405', '20260103.030405'];
    const deploy = async (number: number) => {
      const stamp = stamps[number - 1] as string;
      expect(await put(`1.0-SNAPSHOT/${name}-1.0-${stamp}-${number}.jar`, `build ${number}`)).toBe(201);
      expect(await put('1.0-SNAPSHOT/maven-metadata.xml', build(name, stamp, number, 'jar'))).toBe(201);
    };
    const base = `${registry.endpoint('maven', 'libs')}com/acme/${name}`;
    const get = async (path: string) => {
      const answer = await registry.call('GET', `${base}/${path}`);
      return answer.status === 200 ? answer.text() : answer.status;
    };
    /** As Maven does: the list, then the file that it names. */
    const read = async () => {
      const value = /<value>(.*?)<\/value>/.exec(String(await get('1.0-SNAPSHOT/maven-metadata.xml')))?.[1];
      return get(`1.0-SNAPSHOT/${name}-${value}.jar`);
    };
    const statuses = () => registry.statuses('maven', name, 'com.acme', 'libs');
    const inLibs = { domain: DOMAIN, format: 'maven', namespace: 'com.acme', package: name } as const;
    for (const number of [1, 2]) {
      await deploy(number);
      expect(await read()).toBe(`build ${number}`);
      expect(await statuses()).toEqual({ '1.0-SNAPSHOT': 'Published' });
      // Of both builds only this one is in it.
      expect(await registry.assets('maven', name, '1.0-SNAPSHOT', 'com.acme', 'libs')).toEqual([
        `${name}-1.0-${stamps[number - 1]}-${number}.jar`,
      ]);
    }
    // The older one is a version of its own.
    expect(await get(`1.0-SNAPSHOT/${name}-1.0-${stamps[0]}-1.jar`)).toBe('build 1');
    expect(await statuses()).toEqual({ '1.0-SNAPSHOT': 'Published', [`1.0-${stamps[0]}-1`]: 'Unlisted' });
    const copied = await registry.api.send(
      new CopyPackageVersionsCommand({
        ...{ ...inLibs, sourceRepository: 'libs', destinationRepository: 'other', versions: ['1.0-SNAPSHOT'] },
      }),
    );
    expect(copied.failedVersions).toEqual({});
    const blocked = { publish: 'ALLOW', upstream: 'BLOCK' } as const;
    await registry.api.send(
      new PutPackageOriginConfigurationCommand({ ...inLibs, repository: 'libs', restrictions: blocked }),
    );
    expect(await read()).toBe('build 2');
    expect(await get(`1.0-SNAPSHOT/${name}-1.0-SNAPSHOT.jar`)).toBe('build 2');
  });

  test('deployed where one of an upstream was retained are of the repository, and stay when the upstream is read again', async () => {
    const theirs = fresh('base');
    const { name } = theirs;
    const put = async (repository: string, stamp: string) => {
      const start = `${registry.endpoint('maven', repository)}com/acme/${name}/1.0-SNAPSHOT`;
      const send = (path: string, body: string) => registry.call('PUT', `${start}/${path}`, { body });
      expect((await send(`${name}-1.0-${stamp}-1.jar`, `${repository} ${stamp}`)).status).toBe(201);
      expect((await send('maven-metadata.xml', build(name, stamp, 1, 'jar'))).status).toBe(201);
    };
    const get = (path: string) => registry.call('GET', `${registry.endpoint('maven', 'libs')}com/acme/${name}/${path}`);
    await put('base', '20260102.000000');
    expect((await get(`1.0-SNAPSHOT/${name}-1.0-20260102.000000-1.jar`)).status).toBe(200);
    await put('libs', '20260103.000000');
    expect((await get(`1.0-SNAPSHOT/${name}-1.0-20260102.000000-1.jar`)).status).toBe(200);
    expect(await registry.assets('maven', name, '1.0-SNAPSHOT', 'com.acme', 'libs')).toEqual([
      `${name}-1.0-20260103.000000-1.jar`,
    ]);
  });

  test('are refused without a timestamp, without their list naming an asset, and with another timestamp', async () => {
    const { name, put, statuses } = fresh();
    expect(await put(`1.0-SNAPSHOT/${name}-1.0-SNAPSHOT.jar`, 'x')).toBe(400);
    const stamp = '20260102.030405';
    expect(await put(`1.0-SNAPSHOT/${name}-1.0-${stamp}-1.jar`, 'x')).toBe(201);
    expect(await put('1.0-SNAPSHOT/maven-metadata.xml', build(name, stamp, 1, 'war'))).toBe(400);
    expect(await put('1.0-SNAPSHOT/maven-metadata.xml', build(name, '20260102.030406', 1, 'jar'))).toBe(400);
    expect(await put('1.0-SNAPSHOT/maven-metadata.xml', build(name, stamp, 2, 'jar'))).toBe(400);
    expect(await statuses()).toEqual({ [`1.0-${stamp}-1`]: 'Unfinished' });
  });

  test('of an upstream hide those of the repository', async () => {
    const mine = fresh('libs');
    const theirs = {
      put: async (path: string, body: string) =>
        (await registry.call('PUT', `${registry.endpoint('maven', 'base')}com/acme/${mine.name}/${path}`, { body }))
          .status,
    };
    for (const [side, stamp] of [
      [mine, '20260104.000000'],
      [theirs, '20260103.000000'],
    ] as const) {
      expect(await side.put(`1.0-SNAPSHOT/${mine.name}-1.0-${stamp}-1.jar`, stamp)).toBe(201);
      expect(await side.put('1.0-SNAPSHOT/maven-metadata.xml', build(mine.name, stamp, 1, 'jar'))).toBe(201);
    }
    // First published directly, so the package's upstream switch is BLOCK; the shadow needs it open.
    expect((await mine.get('1.0-SNAPSHOT/maven-metadata.xml')).text).toContain('20260104.000000');
    const { PutPackageOriginConfigurationCommand } = await import('@aws-sdk/client-codeartifact');
    await registry.api.send(
      new PutPackageOriginConfigurationCommand({
        domain: DOMAIN,
        repository: 'libs',
        format: 'maven',
        namespace: 'com.acme',
        package: mine.name,
        restrictions: { publish: 'ALLOW', upstream: 'ALLOW' },
      }),
    );
    expect((await mine.get('1.0-SNAPSHOT/maven-metadata.xml')).text).toContain('20260103.000000');
  });
});

describe('the control plane', () => {
  test('shows what the POM says', async () => {
    const { name, put, list } = fresh();
    const pom = pomText({
      groupId: 'com.acme',
      artifactId: name,
      version: '1.0',
      dependencies: [
        { groupId: 'com.acme', artifactId: 'core', version: '[1,2)' },
        { groupId: 'com.acme', artifactId: 'tests', version: '3', scope: 'test' },
        { groupId: 'com.acme', artifactId: 'extra', version: '4', optional: true },
      ],
      extra:
        '<name>n</name><description>What it does</description><url>https://example.com/</url>' +
        '<parent><groupId>com.acme</groupId><artifactId>root</artifactId><version>5</version></parent>' +
        '<dependencyManagement><dependencies><dependency><groupId>com.acme</groupId><artifactId>bom</artifactId><version>7</version><type>pom</type><scope>import</scope></dependency></dependencies></dependencyManagement>',
    });
    await put(`1.0/${name}-1.0.pom`, pom);
    await put('maven-metadata.xml', list('1.0'));
    const of = {
      domain: DOMAIN,
      repository: 'libs',
      format: 'maven',
      namespace: 'com.acme',
      package: name,
      packageVersion: '1.0',
    } as const;
    const { packageVersion } = await registry.api.send(new DescribePackageVersionCommand(of));
    expect(packageVersion).toMatchObject({
      summary: 'What it does',
      homePage: 'https://example.com/',
      status: 'Published',
      origin: { originType: 'INTERNAL' },
    });
    const { dependencies } = await registry.api.send(new ListPackageVersionDependenciesCommand(of));
    expect(dependencies).toEqual([
      { namespace: 'com.acme', package: 'root', dependencyType: 'parent', versionRequirement: '5' },
      { namespace: 'com.acme', package: 'core', dependencyType: 'compile', versionRequirement: '[1,2)' },
      { namespace: 'com.acme', package: 'tests', dependencyType: 'test', versionRequirement: '3' },
      { namespace: 'com.acme', package: 'extra', dependencyType: 'optional', versionRequirement: '4' },
    ]);
  });

  test('lists follow status changes, deletion and copies', async () => {
    const { name, publish, get, put, list } = fresh();
    await publish('1.0');
    await publish('1.1');
    const of = { domain: DOMAIN, repository: 'libs', format: 'maven', namespace: 'com.acme', package: name } as const;
    await registry.api.send(
      new UpdatePackageVersionsStatusCommand({ ...of, versions: ['1.1'], targetStatus: 'Unlisted' }),
    );
    expect((await get('maven-metadata.xml')).text).not.toContain('1.1');
    expect((await get(`1.1/${name}-1.1.jar`)).status).toBe(200);
    await registry.api.send(
      new UpdatePackageVersionsStatusCommand({ ...of, versions: ['1.1'], targetStatus: 'Archived' }),
    );
    expect((await get(`1.1/${name}-1.1.jar`)).status).toBe(404);
    await registry.api.send(new DeletePackageVersionsCommand({ ...of, versions: ['1.1'] }));
    await publish('1.1', 'built again');
    expect((await get(`1.1/${name}-1.1.jar`)).text).toBe('built again');

    const copied = await registry.api.send(
      new CopyPackageVersionsCommand({
        domain: DOMAIN,
        sourceRepository: 'libs',
        destinationRepository: 'other',
        format: 'maven',
        namespace: 'com.acme',
        package: name,
        versions: ['1.0', '1.1'],
      }),
    );
    expect(copied.failedVersions).toEqual({});
    const there = await registry.call(
      'GET',
      `${registry.endpoint('maven', 'other')}com/acme/${name}/maven-metadata.xml`,
    );
    expect(await there.text()).toMatch(/<version>1.0<\/version>\s*<version>1.1<\/version>/);

    // A version that only the API finishes.
    await put(`1.2/${name}-1.2.jar`, 'x');
    await registry.api.send(
      new UpdatePackageVersionsStatusCommand({ ...of, versions: ['1.2'], targetStatus: 'Published' }),
    );
    expect((await get('maven-metadata.xml')).text).toContain('<release>1.2</release>');
    expect(list('1.2')).toContain('1.2');
  });
});

test('lists and files of upstreams are seen, and what is fetched is retained', async () => {
  const { name, publish } = fresh('base');
  await publish('1.0');
  const base = `${registry.endpoint('maven', 'libs')}com/acme/${name}`;
  expect(await (await registry.call('GET', `${base}/maven-metadata.xml`)).text()).toContain('<version>1.0</version>');
  expect(await registry.statuses('maven', name, 'com.acme', 'libs')).toEqual({});
  expect(await (await registry.call('GET', `${base}/1.0/${name}-1.0.jar`)).text()).toBe('jar of 1.0');
  expect(await registry.statuses('maven', name, 'com.acme', 'libs')).toEqual({ '1.0': 'Published' });
});

describe('plugins', () => {
  test('the list of a group is kept with the plugins it names', async () => {
    const plugins = (...names_: string[]) =>
      `<metadata><plugins>${names_.map((each) => `<plugin><name>N</name><prefix>${each}</prefix><artifactId>${each}-maven-plugin</artifactId></plugin>`).join('')}</plugins></metadata>`;
    const group = `${registry.endpoint('maven')}org/acme/build/maven-metadata.xml`;
    expect((await registry.call('GET', group)).status).toBe(404);
    const put = (path: string, body: string) =>
      registry.call('PUT', `${registry.endpoint('maven')}org/acme/build/${path}`, { body });
    await put('hello-maven-plugin/1/hello-maven-plugin-1.jar', 'x');
    const sent = plugins('hello', 'not-here');
    expect((await put('maven-metadata.xml', sent)).status).toBe(201);
    expect((await put('maven-metadata.xml.sha1', digest('sha1', sent))).status).toBe(201);
    expect((await put('maven-metadata.xml.sha1', digest('sha1', 'other'))).status).toBe(400);
    const list = await (await registry.call('GET', group)).text();
    expect(list.match(/<prefix>.*?<\/prefix>/g)).toEqual(['<prefix>hello</prefix>']);
    expect(await (await registry.call('GET', `${group}.md5`)).text()).toBe(digest('md5', list));
  });
});

describe('plugins of any name', () => {
  const listOf = (...artifacts: string[]) =>
    `<metadata><plugins>${artifacts.map((each) => `<plugin><name>N</name><prefix>${each}</prefix><artifactId>${each}</artifactId></plugin>`).join('')}</plugins></metadata>`;
  const path = (repository: string) => `${registry.endpoint('maven', repository)}com/ext/`;

  test('are in the list of their group, here and seen from below, and those of other groups are not', async () => {
    const put = async (to: string, body: string) => (await registry.call('PUT', path('base') + to, { body })).status;
    for (const name of ['acme-tool', 'library']) {
      expect(await put(`${name}/1/${name}-1.jar`, name)).toBe(201);
      const list = `<metadata><groupId>com.ext</groupId><artifactId>${name}</artifactId><versioning><versions><version>1</version></versions></versioning></metadata>`;
      expect(await put(`${name}/maven-metadata.xml`, list)).toBe(201);
    }
    const sent = listOf('acme-tool');
    expect(await put('maven-metadata.xml', sent)).toBe(201);
    expect(await put('maven-metadata.xml.sha1', digest('sha1', sent))).toBe(201);
    for (const repository of ['base', 'libs']) {
      const list = await (await registry.call('GET', `${path(repository)}maven-metadata.xml`)).text();
      expect(list.match(/<artifactId>.*?<\/artifactId>/g)).toEqual(['<artifactId>acme-tool</artifactId>']);
    }
    const above = await registry.call('GET', `${registry.endpoint('maven', 'base')}com/maven-metadata.xml`);
    expect(above.status).toBe(404);
  });
});

describe('odd requests', () => {
  test.each([
    ['PUT', 'x', 400],
    ['PUT', 'com/acme/lib/1.0/..%2f..%2fx.jar', 400],
    ['PUT', 'com.acme/lib/1.0/lib-1.0.jar', 400],
    ['GET', 'com/acme/', 404],
    ['GET', '', 404],
    ['GET', 'com/acme/lib/%zz/x', 404],
    ['POST', 'com/acme/lib/1.0/lib-1.0.jar', 405],
    ['DELETE', 'com/acme/lib/1.0/lib-1.0.jar', 405],
  ])('%s %s is %i', async (method, path, status) => {
    const body = method === 'PUT' || method === 'POST' ? { body: 'x' } : {};
    expect((await registry.call(method, registry.endpoint('maven') + path, body)).status).toBe(status);
  });

  test('anonymous ones are asked for credentials in two lines', async () => {
    const answer = await registry.call('GET', `${registry.endpoint('maven')}com/acme/lib/maven-metadata.xml`, {
      anonymous: true,
    });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('Basic');
  });

  test('an upload that is cut off leaves nothing', async () => {
    const { base, name, statuses } = fresh();
    const { connect } = await import('node:net');
    const url = new URL(`${base}/1.0/${name}-1.0.jar`);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(url.port), url.hostname, () => {
        socket.write(
          `PUT ${url.pathname} HTTP/1.1\r\nHost: ${url.host}\r\nAuthorization: Bearer ${registry.token}\r\nContent-Length: 1000\r\n\r\nhalf`,
        );
        setTimeout(() => socket.destroy(), 100);
      });
      socket.on('close', () => resolve());
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await statuses()).toEqual({});
  });
});
