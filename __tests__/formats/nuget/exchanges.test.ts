// What real tools said over the wire, said again to our server.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { temporaryFolder } from '../../support/folders.ts';
import { buildNupkg } from '../../support/packages/nuget-package.ts';
import { type SdkRegistry, sdkRegistry } from '../../support/servers/sdk-registry.ts';
import { replay, wireRecordings } from '../../support/servers/wire-recordings.ts';

const folder = temporaryFolder();
let registry: SdkRegistry;
beforeAll(async () => {
  registry = await sdkRegistry(folder, [{ name: 'libs' }]);
  // What the recorded install and delete found there.
  for (const each of wanted) {
    const form = new FormData();
    form.set('package', new Blob([new Uint8Array(await buildNupkg(each))]), 'package.nupkg');
    const answer = await fetch(`${registry.endpoint('nuget')}v2/package`, {
      method: 'PUT',
      body: form,
      headers: { authorization: `Bearer ${registry.token}` },
    });
    expect(answer.status).toBe(201);
  }
});
afterAll(async () => {
  await registry.close();
  expect(registry.errors).toEqual([]);
});

const wanted = [
  { id: 'Acme.Core', version: '1.1.0' },
  { id: 'Acme.Core', version: '2.0.0' },
  { id: 'Acme.Top', version: '2.0.0', dependencies: { net45: { 'Acme.Core': '[1.0,2.0)' } } },
];

const recordings = ['push', 'install', 'delete'].flatMap((name) => wireRecordings('nuget', name));

test('there is one of each conversation', () => {
  expect(recordings.map(([file]) => file.split('.')[0])).toEqual(['push', 'install', 'delete']);
});

describe('the server answers as it did then', () => {
  test.each(recordings)('%s', async (_file, { requests }) => {
    for (const request of requests) {
      const status = await replay(request, registry.endpoint('nuget'), registry.token);
      expect([request.method, request.path, status]).toEqual([request.method, request.path, request.status]);
    }
  });
});
