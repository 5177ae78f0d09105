// A region without the service, or misspelled: said at once, with the list.
import { describe, expect, test } from '@jest/globals';
import { createCodeArtifactClient } from '../../src/aws/code-artifact-client.ts';
import { unknownRegion } from '../../src/aws/endpoints/regions.ts';
import { RegistryError } from '../../src/core/errors/registry-error.ts';
import { Secret } from '../../src/core/model/secret.ts';
import { temporaryFolders } from '../support/folders.ts';
import { handSetClock, recordingHost } from '../support/host.ts';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const folder = temporaryFolders();
const missing = (host: string) => Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' });

/** What becomes of a call whose host does not exist, and how often it was tried. */
async function calledIn(region: string, endpoint?: string) {
  const host = recordingHost({ folder: folder(), clock: handSetClock() });
  let tries = 0;
  const http = async ({ url }: { url: string }) => {
    tries += 1;
    throw new RegistryError('CA-NET-003', `GET ${url} got no answer`, { cause: missing(new URL(url).hostname) });
  };
  const service = {
    region,
    endpoint,
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    maxAttempts: 3,
    credentials: async () => ({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: new Secret('an example') }),
  };
  const client = createCodeArtifactClient({ ...host, http }, service, async () => ({ account: '', arn: '' }));
  const error = await client.getAuthorizationToken({ domain: 'my-org' }, 900).catch((thrown: unknown) => thrown);
  return { error, tries };
}

describe('a host that does not exist', () => {
  test.each(['us-west-1', 'us-east1', 'eu-west-9'])(
    'in %s: the regions that there are, after one try',
    async (region) => {
      const { error, tries } = await calledIn(region);
      expect(error).toMatchObject({ code: 'CA-INPUT-001', message: expect.stringContaining('eu-central-1') });
      expect((error as Error).message).toContain(`\`aws-region\` is ${region}`);
      expect(tries).toBe(1);
    },
  );
  test('in a good region it is the network', async () => {
    const { error, tries } = await calledIn('eu-west-1');
    expect(error).toMatchObject({ code: 'CA-NET-003' });
    expect(tries).toBe(3);
  });
  test('and at an address that was given as well', async () => {
    expect((await calledIn('us-west-1', 'http://nowhere.example')).error).toMatchObject({ code: 'CA-NET-003' });
  });
  test('no other trouble is one of the region', () => {
    expect(unknownRegion('us-west-1', new Error('ECONNREFUSED'))).toBeUndefined();
    expect(unknownRegion('us-west-1', undefined)).toBeUndefined();
  });
});
