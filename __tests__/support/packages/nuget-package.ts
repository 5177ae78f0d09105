// Builds NuGet packages of any id, version and needs, as `nuget pack` lays them out.
import { buffer } from 'node:stream/consumers';
import yazl from 'yazl';

export interface NugetPackage {
  readonly id: string;
  readonly version: string;
  readonly description?: string;
  /** By target framework; the empty key is the flat list of old packages. */
  readonly dependencies?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly packageTypes?: readonly string[];
  /** Further elements inside `<metadata>`. */
  readonly extra?: string;
  /** What the content file says, to tell two builds of one version apart. */
  readonly answer?: string;
  /** Bytes of incompressible padding. */
  readonly padding?: Uint8Array;
}

export function nuspecText(of: NugetPackage): string {
  const list = (dependencies: Readonly<Record<string, string>>) =>
    Object.entries(dependencies).map(([id, version]) => `<dependency id="${id}" version="${version}" />`);
  const groups = Object.entries(of.dependencies ?? {}).flatMap(([framework, dependencies]) =>
    framework === ''
      ? list(dependencies)
      : [`<group targetFramework="${framework}">`, ...list(dependencies), '</group>'],
  );
  return [
    '\uFEFF<?xml version="1.0" encoding="utf-8"?>',
    '<package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">',
    '<metadata minClientVersion="2.12">',
    `<id>${of.id}</id><version>${of.version}</version>`,
    `<authors>Acme</authors><description>${of.description ?? 'A sample'}</description>`,
    groups.length > 0 ? `<dependencies>${groups.join('')}</dependencies>` : '',
    of.packageTypes
      ? `<packageTypes>${of.packageTypes.map((name) => `<packageType name="${name}" />`).join('')}</packageTypes>`
      : '',
    of.extra ?? '',
    '</metadata></package>',
  ].join('\n');
}

/** `time`: of the members, by which alone two builds of one source differ. */
export async function buildNupkg(
  of: NugetPackage,
  entries: Readonly<Record<string, string>> = {},
  time = new Date('2026-01-02T03:04:06Z'),
): Promise<Buffer> {
  const file = new yazl.ZipFile();
  const add = (path: string, data: string | Uint8Array) =>
    file.addBuffer(Buffer.from(data as string), path, { mtime: time, mode: 0o100644 });
  add('_rels/.rels', '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>');
  add(
    '[Content_Types].xml',
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="nuspec" ContentType="application/octet"/><Default Extension="txt" ContentType="application/octet"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
  );
  add(`${of.id}.nuspec`, nuspecText(of));
  add('content/answer.txt', of.answer ?? `${of.id} ${of.version}`);
  if (of.padding) add('content/padding.txt', of.padding);
  for (const [path, text] of Object.entries(entries)) add(path, text);
  file.end();
  return buffer(file.outputStream as unknown as AsyncIterable<Buffer>);
}
