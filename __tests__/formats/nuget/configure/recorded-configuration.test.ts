// NuGet's effective configuration by the model, against what dotnet did: one test a recorded restore.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  machineOf,
  type RecordedRestore,
  ROOT,
  restoreOf,
  SERVERS,
  type ServerName,
  written,
} from '../../../support/worlds/dotnet-restores.ts';

const FILE = new URL('./recorded/configuration.jsonl', import.meta.url);
const rows = readFileSync(FILE, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as RecordedRestore);

/** Folders are recorded relative to the tree. */
const whole = (address: string) => (/^[a-z]+:\/\//.test(address) ? address : join(ROOT, address));

describe('.NET SDK 10.0.401, recorded', () => {
  test.each(rows.map((row, at) => [at, row.name, row] as const))('%i: %s', (_at, _name, row) => {
    const { result } = row;
    const told = restoreOf(machineOf(row), row);
    expect(told.sources).toEqual(
      result.sources.map(({ name, enabled, address }) => ({
        name: written(name),
        enabled,
        address: whole(written(address)),
      })),
    );
    expect({ exit: told.exit, codes: told.codes }).toEqual({ exit: result.exit, codes: [...result.codes].sort() });
    // Which of several sources were reached before one of them failed is a matter of moments.
    const isRace = result.codes.includes('NU1301');
    for (const [server, { credentials, packages }] of Object.entries(result.asked) as [
      ServerName,
      (typeof result.asked)[string],
    ][]) {
      expect([server, told.credentials[server]]).toEqual([server, credentials.map(written)]);
      expect(told.packages[server] ?? []).toEqual(expect.arrayContaining([...packages]));
    }
    if (isRace) return;
    for (const server of Object.keys(SERVERS) as ServerName[])
      expect([server, [...(told.packages[server] ?? [])].sort()]).toEqual([
        server,
        [...(result.asked[server]?.packages ?? [])].sort(),
      ]);
  });
});
