// What a package holds, without the names that NuGet before .NET 10 draws anew each time it packs.
import type { Files } from '../../../core/ports/host.ts';
import { members } from '../../shared/archive/members.ts';

const CORE_PROPERTIES = /^package\/services\/metadata\/core-properties\/[0-9a-f]{32}\.psmdcp$/i;
/** Names the file of core properties, and has identifiers that are drawn as well. */
const RELATIONS = '_rels/.rels';

/** As `members`; of two packages of one content that were packed apart the same. */
export async function packageMembers(path: string, files: Files): Promise<ReadonlyMap<string, string> | undefined> {
  const found = await members(path, files);
  const drawn = found && [...found.keys()].filter((name) => CORE_PROPERTIES.test(name));
  if (!found || drawn?.length !== 1) return found;
  return new Map(
    [...found].flatMap(([name, digest]): [string, string][] => {
      if (name === RELATIONS) return [];
      return [[name === drawn[0] ? 'package/services/metadata/core-properties/*.psmdcp' : name, digest]];
    }),
  );
}
