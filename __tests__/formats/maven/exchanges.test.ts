// What real tools said over the wire, said again: to our server, and beside what our own client says.
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Secret } from '../../../src/core/model/secret.ts';
import { gather } from '../../../src/formats/maven/artifact/artifact.ts';
import { upload } from '../../../src/formats/maven/publish/publish.ts';
import { temporaryFolder } from '../../support/folders.ts';
import { recordingHost } from '../../support/host.ts';
import { writeTree } from '../../support/packages/maven-package.ts';
import { scriptedServer } from '../../support/servers/scripted-server.ts';
import { type SdkRegistry, sdkRegistry } from '../../support/servers/sdk-registry.ts';
import { bodyOf, replay, type WireRecording, wireRecordings } from '../../support/servers/wire-recordings.ts';

const folder = temporaryFolder();
let registry: SdkRegistry;
beforeAll(async () => {
  registry = await sdkRegistry(folder, [{ name: 'libs' }]);
});
afterEach(() => expect(registry.errors).toEqual([]));
afterAll(() => registry.close());

const publishing = [...wireRecordings('maven', 'deploy'), ...wireRecordings('maven', 'snapshots')];

test('there are recordings of Maven 3 and 4 and of Gradle', () => {
  const files = [...publishing, ...wireRecordings('maven', 'resolve')].map(([file]) => file).join(' ');
  for (const tool of ['deploy.maven-3', 'deploy.maven-4', 'snapshots.maven-3', 'resolve.maven-3', 'resolve.gradle'])
    expect(files).toContain(tool);
});

describe('the server answers as it did then', () => {
  test.each(publishing)('%s', async (_file, { requests }) => {
    for (const request of requests) {
      const status = await replay(request, registry.endpoint('maven'), registry.token);
      expect([request.method, request.path, status]).toEqual([request.method, request.path, request.status]);
    }
  });

  test.each(wireRecordings('maven', 'resolve').filter(([file]) => file.includes('maven-')))(
    '%s, after the deploy it read',
    async (_file, { requests }) => {
      for (const request of requests) {
        const status = await replay(request, registry.endpoint('maven'), registry.token);
        expect([request.method, request.path, status]).toEqual([request.method, request.path, request.status]);
      }
    },
  );
});

describe('our client uploads the same files and finishes the same way', () => {
  test.each(wireRecordings('maven', 'deploy'))('%s', async (file, recording) => {
    const place = join(folder, file);
    const sent = assetsOf(recording);
    for (const [path, bytes] of sent) await writeTree(join(place, path), bytes);
    const server = await scriptedServer(({ method }) => ({ status: method === 'GET' ? 404 : 201 }));
    const host = recordingHost({ folder: place });
    try {
      const report = await gather(
        [...sent.keys()].map((path) => join(place, path)),
        host,
      );
      const [publication] = report.publications;
      if (!publication) throw new Error('nothing was gathered');
      const target = {
        address: { domain: 'my-org', repository: 'libs' },
        endpoint: `${server.origin}/`,
        token: new Secret('t'),
        http: host.http,
        files: host.files,
        writer: undefined as never,
      };
      expect(await upload(publication, publication.artifacts, target)).toEqual({ kind: 'accepted' });
    } finally {
      host.close();
      await server.close();
    }
    const ours = new Map(
      server.seen.filter(({ method }) => method === 'PUT').map(({ path, body }) => [path.slice(1), body]),
    );
    for (const [path, bytes] of sent) expect(ours.get(path)).toEqual(bytes);
    const list = recording.requests.find(
      ({ method, path }) => method === 'PUT' && path.endsWith('/maven-metadata.xml'),
    );
    const normal = (text: string) =>
      text
        .replace(/<lastUpdated>\d+/, '')
        .replace(/<\?xml.*?\?>/, '')
        .replace(/<metadata[^>]*>/, '<metadata>')
        .replace(/\s+/g, '')
        .replace(/<latest>.*?<\/latest>/, '');
    expect(normal(ours.get(list?.path ?? '')?.toString() ?? '')).toBe(normal(bodyOf(list as never).toString()));
    expect(server.lines().at(-1)).toBe(`PUT /${list?.path}`);
  });
});

/** Path to bytes of what was put, without checksums and lists. */
function assetsOf({ requests }: WireRecording): Map<string, Buffer> {
  const files = requests.filter(
    ({ method, path, status }) =>
      method === 'PUT' && status === 201 && !/\.(md5|sha\d+)$|maven-metadata\.xml/.test(path),
  );
  return new Map(files.map((request) => [request.path, bodyOf(request)]));
}
