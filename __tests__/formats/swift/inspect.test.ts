import { expect, test } from '@jest/globals';
import { asked, type MachineOptions, machine, registration, TOKEN } from '../../support/worlds/logins.ts';

const URL = 'https://my-org-111122223333.d.codeartifact.eu-west-1.amazonaws.com/swift/shared/';
const PROJECT = '/project/.swiftpm/configuration/registries.json';

async function inspected(on: MachineOptions) {
  const { tool, request } = registration('swift');
  if (!tool.inspect) throw new Error('no model');
  return tool.inspect({ endpoint: request.endpoint, machine: machine(on) });
}

test('SwiftPM: nothing is there, and after a login all is well', async () => {
  expect(await inspected({})).toMatchObject({ registries: [], credentials: [], remarks: [] });
  const { texts } = await asked('swift', { scopes: ['@acme'] });
  const found = await inspected({ files: texts });
  expect(found).toMatchObject({ registries: [{ scope: '@acme', url: URL }], remarks: [] });
  expect(found.credentials[0]?.token.reveal()).toBe(TOKEN);
});

test('the project’s file goes before the user’s, and what is not read is a remark', async () => {
  const { texts } = await asked('swift');
  const project = JSON.stringify({ registries: { '[default]': { url: 'https://other.example/' } }, version: 1 });
  const found = await inspected({ files: { ...texts, [PROJECT]: project } });
  expect(found.registries?.map(({ url }) => url)).toEqual(['https://other.example/', URL]);
  const names = async (text: string) =>
    (await inspected({ files: { [PROJECT]: text } })).remarks.map(({ name }) => name);
  expect(await names('{')).toEqual(['unreadable']);
  expect(await names('{"registries":{"x":null}}')).toEqual(['unreadable']);
  expect(await names('null')).toEqual([]);
  expect(await names(JSON.stringify({ registries: { acme: { url: URL } } }))).toEqual(['no-credentials']);
});
