// A test registry reached in two ways: as the AWS SDK does, and as a bare package manager does.
import {
  CodeartifactClient,
  ListPackageVersionAssetsCommand,
  ListPackageVersionsCommand,
  type PackageFormat,
} from '@aws-sdk/client-codeartifact';
import type { LocalServerOptions } from '../../../src/local/server-options.ts';
import { ACCOUNT, DOMAIN, openTestRegistry, type TestRegistry } from './local-registry.ts';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

type Call = { body?: string | Uint8Array; headers?: Record<string, string>; anonymous?: boolean };

export interface SdkRegistry extends Omit<TestRegistry, 'endpoint' | 'token'> {
  readonly api: CodeartifactClient;
  readonly token: string;
  /** With trailing slash; of the first repository unless named. */
  endpoint(format: string, repository?: string): string;
  /** A request with credentials unless told otherwise; redirects are not followed. */
  call(method: string, url: string, options?: Call): Promise<Response>;
  /** Version to status, as ListPackageVersions says; empty when the package does not exist. */
  statuses(
    format: PackageFormat,
    name: string,
    namespace?: string,
    repository?: string,
  ): Promise<Record<string, string>>;
  /** Names of the assets of a version, sorted. */
  assets(
    format: PackageFormat,
    name: string,
    version: string,
    namespace?: string,
    repository?: string,
  ): Promise<string[]>;
}

type Repository = { name: string; upstreams?: string[]; externalConnection?: string };

export async function sdkRegistry(
  folder: string,
  repositories: readonly [Repository, ...Repository[]],
  options: LocalServerOptions = {},
): Promise<SdkRegistry> {
  const setup = { domains: [{ name: DOMAIN, owner: ACCOUNT, repositories }] };
  const registry = await openTestRegistry(folder, { ...options, setup });
  const [{ name: home }] = repositories;
  const credentials = { accessKeyId: ACCOUNT, secretAccessKey: 'x' };
  const api = new CodeartifactClient({ endpoint: registry.url, region: 'us-east-1', credentials, maxAttempts: 2 });
  const { token } = await registry.client.getAuthorizationToken(registry.at(home), 3600);
  const unlessMissing = (error: unknown) => {
    if ((error as Error).name !== 'ResourceNotFoundException') throw error;
  };
  return {
    ...registry,
    api,
    token: token.reveal(),
    endpoint: (format, repository = home) => `${registry.url}/${format}/d/${DOMAIN}-${ACCOUNT}/${repository}/`,
    call: (method, url, { body, headers, anonymous } = {}) =>
      fetch(url, {
        method,
        redirect: 'manual',
        headers: { ...(anonymous ? {} : { authorization: `Bearer ${token.reveal()}` }), ...headers },
        ...(body === undefined ? {} : { body: body as string }),
      }),
    async statuses(format, name, namespace, repository = home) {
      const found: Record<string, string> = {};
      const request = { domain: DOMAIN, repository, format, package: name, ...(namespace ? { namespace } : {}) };
      const answer = await api.send(new ListPackageVersionsCommand(request)).catch(unlessMissing);
      for (const { version, status } of answer?.versions ?? []) found[version ?? ''] = status ?? '';
      return found;
    },
    async assets(format, name, version, namespace, repository = home) {
      const at = { domain: DOMAIN, repository, format, package: name, packageVersion: version };
      const request = { ...at, ...(namespace ? { namespace } : {}) };
      const answer = await api.send(new ListPackageVersionAssetsCommand(request)).catch(unlessMissing);
      return (answer?.assets ?? []).map((asset) => asset.name ?? '').sort();
    },
    async close() {
      api.destroy();
      await registry.close();
    },
  };
}
