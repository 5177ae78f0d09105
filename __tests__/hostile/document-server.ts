// A process for long-documents.test.ts: a local server, with a repository and an npm package `one`. Prints the address of
// the repository without the format, and a token for it; then for each line that comes in the most CPU that one turn of
// its event loop has used since the line before, in milliseconds. It counts its turns itself: a process that asks from
// outside may not get to run between two of them. Ends with its input. Runs as it is on a Node that strips types.
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { startLocalServer } from '../../src/local/server.ts';
import { streamOf } from '../local/registry/bench.ts';

const DOMAIN = { domain: 'my-org', domainOwner: '111122223333' } as const;
const server = await startLocalServer({
  offline: true,
  account: DOMAIN.domainOwner,
  setup: { domains: [{ name: DOMAIN.domain, repositories: ['dev'] }] },
});
const repository = server.registry.serve(
  { ...DOMAIN, repository: 'dev' },
  { endpoint: `${server.url}/`, authorize: () => {} },
);
await repository.publish({
  ...{ format: 'npm', name: 'one', version: '1.0.0', tags: ['latest'], assetPolicy: 'closed' },
  assets: [{ name: 'package.tgz', blob: await repository.receive(streamOf('bytes'), 100) }],
  metadata: { name: 'one', version: '1.0.0' },
});
const signature =
  'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/codeartifact/aws4_request, SignedHeaders=host, Signature=00';
const answer = await fetch(`${server.url}/v1/authorization-token?domain=${DOMAIN.domain}`, {
  method: 'POST',
  headers: { authorization: signature },
});
const { authorizationToken } = (await answer.json()) as { authorizationToken: string };
writeSync(1, `${JSON.stringify({ url: server.url, token: authorizationToken })}\n`);

const usedCpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
let [most, before] = [0, usedCpu()];
let turn: NodeJS.Immediate;
(function count() {
  const now = usedCpu();
  most = Math.max(most, now - before);
  before = now;
  turn = setImmediate(count);
})();
for await (const _ of createInterface({ input: process.stdin })) {
  writeSync(1, `${Math.round(most)}\n`);
  most = 0;
}
clearImmediate(turn);
await server.close();
