import { describe, expect, test } from '@jest/globals';
import { parseEndpoint } from '../../../src/core/model/endpoint.ts';

describe('parseEndpoint', () => {
  test.each([
    [
      'https://my-org-111122223333.d.codeartifact.us-east-1.amazonaws.com/npm/internal/',
      'my-org',
      'us-east-1',
      'npm',
      'ipv4',
    ],
    [
      'https://my-org-111122223333.d.codeartifact.us-east-1.amazonaws.com/npm/internal',
      'my-org',
      'us-east-1',
      'npm',
      'ipv4',
    ],
    [
      'https://my-org-111122223333.codeartifact.eu-west-1.on.aws/pypi/internal/simple/',
      'my-org',
      'eu-west-1',
      'pypi',
      'dualstack',
    ],
    [
      'https://vpce-0a1b.d.codeartifact.us-east-1.vpce.amazonaws.com/maven/d/my-org-111122223333/internal',
      'my-org',
      'us-east-1',
      'maven',
      'ipv4',
    ],
    ['http://127.0.0.1:4747/nuget/d/a-1-b-111122223333/internal/v3/index.json', 'a-1-b', undefined, 'nuget', 'ipv4'],
    [
      'https://a-111122223333-444455556666.d.codeartifact.us-east-1.amazonaws.com/npm/internal/',
      'a-111122223333',
      'us-east-1',
      'npm',
      'ipv4',
    ],
  ])('%s', (address, domain, region, format, endpointType) => {
    expect(parseEndpoint(address)).toMatchObject({ domain, region, format, endpointType, repository: 'internal' });
  });

  test.each([
    'my-org-111122223333.d.codeartifact.us-east-1.amazonaws.com/npm/internal/',
    'ftp://my-org-111122223333.d.codeartifact.us-east-1.amazonaws.com/npm/internal/',
    'https://my-org-11112222333.d.codeartifact.us-east-1.amazonaws.com/npm/internal/',
    'https://my-org-111122223333.d.codeartifact.us-east-1.amazonaws.com/conda/internal/',
    'https://my-org-111122223333.example.com/npm/internal/',
    'https://my-org-111122223333.d.codeartifact.us-east-1.amazonaws.com/npm/..%2f..%2fetc/',
    'https://my-org-111122223333.d.codeartifact.us-east-1.amazonaws.com/npm/%zz/',
    'https://my-org-111122223333.d.codeartifact.us-east-1.amazonaws.com/npm/%ff/',
    'https://my-org-111122223333.d.codeartifact.us-east-1.amazonaws.com/npm/a%4/',
    'https://my-org-111122223333.d.codeartifact.us-east-1.amazonaws.com/%c0%af/internal/',
    '',
  ])('is not one: %s', (address) => {
    expect(parseEndpoint(address)).toBeUndefined();
  });
});
