// In what two packages differ: NuGet before .NET 10 draws names anew each time it packs.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { packageMembers } from '../../../../src/formats/nuget/artifact/members.ts';
import { createFiles } from '../../../../src/machine/files.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { buildNupkg } from '../../../support/packages/nuget-package.ts';

const folder = temporaryFolders();

test('a name that is drawn is no difference, content is', async () => {
  const top = folder();
  const files = createFiles(top, top);
  const membersOf = async (name: string, drawn: string, answer: string) => {
    const core = { [`package/services/metadata/core-properties/${drawn.repeat(32)}.psmdcp`]: '<coreProperties/>' };
    await writeFile(join(top, name), await buildNupkg({ id: 'Acme.Lib', version: '1.0.0', answer }, core));
    return packageMembers(join(top, name), files);
  };
  const first = await membersOf('1.nupkg', 'a', 'same');
  expect(first?.size).toBeGreaterThan(3);
  expect(await membersOf('2.nupkg', 'b', 'same')).toEqual(first);
  expect(await membersOf('3.nupkg', 'b', 'other')).not.toEqual(first);
});
