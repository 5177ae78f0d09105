import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Secret } from '../../src/core/model/secret.ts';
import { createProgramRunner } from '../../src/machine/programs.ts';
import { temporaryFolders } from '../support/folders.ts';

const folder = temporaryFolders();

function script(place: string, name: string, text: string): void {
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, name), `#!/bin/sh\n${text}\n`);
  chmodSync(join(place, name), 0o755);
}

describe('programs', () => {
  test('are found on the PATH of the host and not of this process', async () => {
    const place = folder();
    script(join(place, 'a'), 'tool', 'echo from-a; echo noise >&2; exit 3');
    const run = createProgramRunner({ PATH: `${join(place, 'a')}:/usr/bin:/bin` }, place);
    expect(await run('tool', [])).toEqual({ status: 3, stdout: 'from-a\n', stderr: 'noise\n' });
    expect(await createProgramRunner({ PATH: place }, place)('tool', [])).toMatchObject({ status: 127 });
  });

  test('arguments reach them as they are, secrets only through the environment', async () => {
    const place = folder();
    script(place, 'show', 'printf "%s|" "$@" "$TOKEN" "$(pwd)"');
    const run = createProgramRunner({ PATH: `${place}:/usr/bin:/bin` }, place);
    const { stdout } = await run('show', ['a b', '$HOME', '"q"', '*', ''], { env: { TOKEN: new Secret('s3cret') } });
    expect(stdout).toBe(`a b|$HOME|"q"|*||s3cret|${place}|`);
  });
});
