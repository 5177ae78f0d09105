// Projects of NuGet, and descriptions that nuget.exe packs. The tools here are stand-ins that leave a file.
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { ProgramRunner } from '../../../../src/core/ports/host.ts';
import { project } from '../../../../src/formats/nuget/artifact/project.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { recordingHost } from '../../../support/host.ts';

const newFolder = temporaryFolders();

async function packed(names: readonly string[], has: readonly string[]) {
  const folder = newFolder();
  const directory = join(folder, 'project');
  await mkdir(directory);
  for (const name of names) await writeFile(join(directory, name), 'x');
  const commands: string[] = [];
  const run: ProgramRunner = async (program, args) => {
    if (!has.includes(program)) return { status: 127, stdout: '', stderr: '' };
    commands.push([program, ...args.slice(0, -1)].join(' '));
    // Two descriptions of one package make files of one name.
    await writeFile(join(args.at(-1) ?? '', 'Acme.1.0.0.nupkg'), args.join(' '));
    return { status: 0, stdout: '', stderr: '' };
  };
  const host = recordingHost({ folder });
  const { files: built } = await project.pack(
    directory,
    join(folder, 'into'),
    { ...host, run },
    { ignoreScripts: false, passEnv: [] },
  );
  host.close();
  return { commands, built };
}

test('each description is packed, and none takes the place of another one', async () => {
  const { commands, built } = await packed(['b.nuspec', 'a.nuspec'], ['nuget']);
  expect(commands).toEqual(['a', 'b'].map((name) => `nuget pack -NonInteractive ${name}.nuspec -OutputDirectory`));
  expect(built.map((path) => basename(path))).toEqual(['Acme.1.0.0.nupkg', 'Acme.1.0.0.nupkg']);
  expect(new Set(built).size).toBe(2);
});

test('a project is packed by dotnet, and without it by its description', async () => {
  const names = ['a.csproj', 'a.nuspec'];
  expect((await packed(names, ['dotnet', 'nuget'])).commands).toEqual([
    'dotnet pack --configuration Release --nologo -p:GeneratePackageOnBuild=false --output',
  ]);
  expect((await packed(names, ['nuget'])).commands).toEqual(['nuget pack -NonInteractive a.nuspec -OutputDirectory']);
  await expect(packed(names, [])).rejects.toMatchObject({ code: 'CA-FILE-004' });
});
