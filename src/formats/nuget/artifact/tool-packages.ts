// Tools that are made for each platform apart (.NET 10): the package that is installed holds no program, only a list of
// the packages that do, of the same version, which its nuspec does not name. `dotnet tool install` looks there.
import type { VersionReference } from '../../../core/model/package.ts';
import type { Dependency, NeedsSource } from '../../../core/ports/package-format.ts';
import { ArchiveRefusal, readZip } from '../../shared/archive/archive.ts';
import { findAll, parseXml, XmlRefusal } from '../../shared/text/xml.ts';
import { assetName, isId, normaliseName } from '../names/coordinates.ts';

/** How runtime identifiers end (`linux-musl-x64`, `osx-arm64`), and those that stand alone. */
const RUNTIME =
  /^(?:any|win|linux|osx|unix|[a-z][a-z0-9.]*(?:-[a-z]+)*-(?:x64|x86|arm|armel|armv6|arm64|s390x|ppc64le|riscv64|loongarch64|wasm))$/;
/** It holds a list and no program; larger ones are not fetched. */
const LARGEST = 4 * 1024 * 1024;
const SETTINGS_LIMIT = 256 * 1024;

/** The packages of a tool for each platform; none for all other packages, which are told by names alone. */
export async function toolPackages(ref: VersionReference, source: NeedsSource): Promise<Dependency[]> {
  const prefix = `${normaliseName(ref.name)}.`;
  const beside = await source.namesWith(prefix);
  if (!beside.some((name) => RUNTIME.test(name.slice(prefix.length)))) return [];
  const body = await source.asset(assetName(ref.name, ref.version), LARGEST);
  if (body === undefined) return [];
  return (await namedPackages(body)).map((name) => ({ name, requirement: `[${ref.version}]`, type: 'dependency' }));
}

async function namedPackages(body: AsyncIterable<Uint8Array>): Promise<string[]> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > LARGEST) return [];
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(size);
  let end = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, end);
    end += chunk.length;
  }
  const files = {
    open: async function* (_path: string, range?: { readonly start: number; readonly end: number }) {
      yield bytes.subarray(range?.start ?? 0, range?.end);
    },
  };
  const found = new Set<string>();
  try {
    await readZip({ files, path: 'tool.nupkg', size }, async ({ path, kind, read }) => {
      if (kind !== 'file' || !/^tools\/[^/]+\/[^/]+\/DotnetToolSettings\.xml$/i.test(path)) return undefined;
      const root = parseXml(await read(SETTINGS_LIMIT), SETTINGS_LIMIT);
      for (const { attributes } of findAll(root, 'RuntimeIdentifierPackages', 'RuntimeIdentifierPackage'))
        if (attributes.Id !== undefined && isId(attributes.Id)) found.add(normaliseName(attributes.Id));
      return undefined;
    });
  } catch (error) {
    // What cannot be read is no tool that anybody could install.
    if (error instanceof ArchiveRefusal || error instanceof XmlRefusal) return [];
    throw error;
  }
  return [...found];
}
