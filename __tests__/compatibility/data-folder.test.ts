// Data folders of the local server of earlier versions.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  DescribeDomainCommand,
  GetAuthorizationTokenCommand,
  GetPackageVersionAssetCommand,
  type PackageFormat,
} from '@aws-sdk/client-codeartifact';
import { describe, expect } from '@jest/globals';
import { readManifest } from '../../src/core/documents/read.ts';
import { parseVersionCoordinate } from '../../src/core/model/coordinates.ts';
import { temporaryFolders } from '../support/folders.ts';
import {
  fixture,
  openPlace,
  outcomesOf,
  type Place,
  STAGING,
  testWithData,
  textOf,
  VERSIONS,
} from './earlier-files.ts';

const folder = temporaryFolders();
const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');

/** Where package managers fetch each built file. */
const ADDRESSES: Readonly<Record<string, string>> = {
  'npm/d/my-org-111122223333/staging/@acme/core/-/core-1.0.0.tgz': 'acme-core-1.0.0.tgz',
  'npm/d/my-org-111122223333/staging/@acme/utils/-/utils-1.0.0.tgz': 'acme-utils-1.0.0.tgz',
  'pypi/d/my-org-111122223333/staging/simple/acme-core/1.0.0/acme_core-1.0.0.tar.gz': 'acme_core-1.0.0.tar.gz',
  'pypi/d/my-org-111122223333/staging/simple/acme-core/1.0.0/acme_core-1.0.0-py3-none-any.whl':
    'acme_core-1.0.0-py3-none-any.whl',
  'maven/d/my-org-111122223333/staging/com/acme/lib/1.0.0/lib-1.0.0.jar': 'maven/com/acme/lib/1.0.0/lib-1.0.0.jar',
  'nuget/d/my-org-111122223333/staging/v3/flatcontainer/acme.lib/1.0.0/acme.lib.1.0.0.nupkg': 'Acme.Lib.1.0.0.nupkg',
};

async function fetchAll({ server }: Place): Promise<Record<string, string>> {
  const client = server.codeartifact();
  const { authorizationToken } = await client.send(new GetAuthorizationTokenCommand({ domain: 'my-org' }));
  const headers = { authorization: `Bearer ${authorizationToken}` };
  const served: Record<string, string> = {};
  for (const path of Object.keys(ADDRESSES)) {
    const answer = await fetch(`${server.url}/${path}`, { headers });
    served[path] = answer.ok ? sha256(new Uint8Array(await answer.arrayBuffer())) : `${answer.status}`;
  }
  return served;
}

describe.each(VERSIONS)('a data folder of %s', (version) => {
  const built = Object.fromEntries(
    Object.entries(ADDRESSES).map(([path, file]) => [path, sha256(Buffer.from(bytesOf(version, file)))]),
  );

  testWithData('package managers are served the bytes that were built', async () => {
    const at = await openPlace(version, folder(), 'release/planned.data.json.gz');
    expect(await fetchAll(at)).toEqual(built);
    await at.server.close();
  });

  testWithData('every asset of the manifest is there with its digest, at its revision', async () => {
    const at = await openPlace(version, folder(), 'release/planned.data.json.gz');
    const client = at.server.codeartifact();
    const { versions } = readManifest(textOf(version, 'release', 'codeartifact-release.json'), 'manifest');
    for (const { purl, revision, assets } of versions) {
      const { format: ours, namespace, name, version: packageVersion } = parseVersionCoordinate(purl);
      const format = ours as PackageFormat;
      for (const { name: asset, sha256: digest } of assets) {
        const wanted = { ...STAGING, format, namespace, package: name, packageVersion, asset };
        const answer = await client.send(
          new GetPackageVersionAssetCommand({ ...wanted, packageVersionRevision: revision }),
        );
        const bytes = await answer.asset?.transformToByteArray();
        expect({ purl, asset, digest: bytes && sha256(bytes) }).toEqual({ purl, asset, digest });
      }
    }
    await at.server.close();
  });

  testWithData('a domain that was stored with the alias of its key is told with the key', async () => {
    const at = await openPlace(version, folder(), 'release/planned.data.json.gz');
    const { domain } = await at.server.codeartifact().send(new DescribeDomainCommand({ domain: 'my-org' }));
    expect(domain?.encryptionKey).toMatch(/^arn:aws:kms:us-east-1:111122223333:key\/[0-9a-f-]{36}$/);
    await at.server.close();
  });

  testWithData('a folder that a killed server left is opened, and used on', async () => {
    const home = folder();
    const at = await openPlace(version, home, 'interrupted/data.json.gz');
    expect(await fetchAll(at)).toEqual(built);
    at.take('built');
    const publish = {
      packages: 'built',
      versions: 'generic:acme/firmware@1.0.0=built/firmware.bin\ngeneric:acme/firmware@1.1.0=built/firmware.bin',
      domain: 'my-org',
      repository: 'staging',
    };
    const ran = await at.run('publish', publish);
    expect({ exit: ran.exit, said: ran.said }).toMatchObject({ exit: 0 });
    expect(Object.values(outcomesOf(ran)).filter((outcome) => outcome === 'unchanged')).toHaveLength(5);
    await at.server.close();
    expect(readdirSync(join(home, 'data')).sort()).toEqual([
      'incoming',
      'metadata.commits',
      'metadata.lock',
      'metadata.sqlite',
      'reserve',
      'seal.key',
      'sha256',
    ]);
  });
});

function bytesOf(version: string, file: string): Uint8Array {
  return readFileSync(fixture(version, 'built', file));
}
