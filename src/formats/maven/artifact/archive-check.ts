// Looks into built Java archives: a truncated or hostile one must not reach the registry, where versions stay for ever.
import type { Files } from '../../../core/ports/host.ts';
import { ArchiveRefusal, type ArchiveVisit, readZip } from '../../shared/archive/archive.ts';
import { parseXml, textAt, XmlRefusal } from '../../shared/text/xml.ts';

const ZIP_KINDS = /\.(jar|war|ear|rar|aar|hpi|klib|zip)$/;
const PLUGIN_DESCRIPTOR = 'META-INF/maven/plugin.xml';

/**
 * Walks the directory of a file that `name` says is of the zip kind; others are taken as they are, also empty.
 * @throws ArchiveRefusal
 */
export async function inspectArchive(
  path: string,
  files: Pick<Files, 'open' | 'stat'>,
  name: string,
): Promise<{ goalPrefix: string | undefined }> {
  const stat = await files.stat(path);
  if (stat?.kind !== 'file') throw new ArchiveRefusal('not a regular file');
  let goalPrefix: string | undefined;
  if (!ZIP_KINDS.test(name)) return { goalPrefix };
  if (stat.size === 0) throw new ArchiveRefusal('the file is empty');
  const visit: ArchiveVisit = async (member) => {
    if (member.path === PLUGIN_DESCRIPTOR) goalPrefix = prefixIn(await member.read());
    return undefined;
  };
  await readZip({ files, path, size: stat.size }, visit, { takesAbsoluteNames: true });
  return { goalPrefix };
}

function prefixIn(descriptor: Uint8Array): string | undefined {
  try {
    const prefix = textAt(parseXml(descriptor), 'goalPrefix');
    return prefix && /^[A-Za-z0-9._-]{1,100}$/.test(prefix) ? prefix : undefined;
  } catch (error) {
    if (error instanceof XmlRefusal) return undefined;
    throw error;
  }
}
