// Rules of tools are asked again until they have seen every file that they look at.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { FilesOnDisk } from '../../../../src/core/operations/login/inspect-tool.ts';
import { withMachine } from '../../../../src/core/operations/login/tool-machine.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { recordingHost } from '../../../support/host.ts';

const folder = temporaryFolders();

test('what a rule refuses before it has seen a file is asked again, and what it refuses then is refused', async () => {
  const root = folder();
  await writeFile(join(root, 'mark'), '');
  const host = recordingHost({ folder: root });
  const on = () => ({ host, workingDirectory: root, view: new FilesOnDisk(host.files) });
  const unless = (name: string) =>
    withMachine(on(), ({ exists }) => {
      if (!exists(join(root, name))) throw new Error(`${name} is not there`);
      return 'done';
    });
  try {
    expect(await unless('mark')).toBe('done');
    await expect(unless('other')).rejects.toThrow('other is not there');
  } finally {
    host.close();
  }
});
