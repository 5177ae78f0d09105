// Reads packed tarballs into publications. One pass over each file: digests of the bytes, the names of all members
// (so that a truncated or hostile archive is found before it is published for good), and package.json.

import type { Shortcoming } from '../../../core/model/uninstallable.ts';
import type { Host } from '../../../core/ports/host.ts';
import type {
  Artifact,
  FileVerdict,
  GatherOptions,
  GatherReport,
  Publication,
} from '../../../core/ports/package-format.ts';
import { type ArchiveMember, ArchiveRefusal, readTarGz } from '../../shared/archive/archive.ts';
import { withCompanions } from '../../shared/companions/companions.ts';
import { DigestingStream } from '../../shared/digests.ts';
import { fullName, TARBALL } from '../names/coordinates.ts';
import { missingEntryPoints } from './entry-points.ts';
import { dependenciesOf, type Manifest, type ManifestReading, readPackageJson, unpublishable } from './manifest.ts';

/** What `upload` needs besides the file. */
export interface NpmMetadata {
  readonly manifest: Manifest;
}

/** Sdists (`.tar.gz`) may carry a package.json too, so the other spelling is looked at only when named. */

const MANIFEST_BYTES = 2 * 1024 * 1024;
/** The service does not process package details beyond 400 KB (DescribePackageVersion). */
const README_BYTES = 256 * 1024;
/** The largest package of the public registry has a third of that. */
const MOST_FILES = 100_000;

type Reading =
  | { readonly verdict: 'taken'; readonly publication: Publication }
  | ({ readonly verdict: 'left' | 'refused' } & Pick<FileVerdict, 'reason' | 'known'>);

/** Tarballs among `paths`, one publication each; several packages of a workspace are several publications. */
export async function gather(
  paths: readonly string[],
  host: Pick<Host, 'files' | 'log'>,
  { allows = [] }: GatherOptions = {},
): Promise<GatherReport> {
  const publications = new Map<string, Publication>();
  const verdicts: FileVerdict[] = [];
  for (const path of paths) {
    const reading = await readTarball(path, host, allows.includes('private'));
    if (reading.verdict !== 'taken') {
      verdicts.push({ path, ...reading });
      continue;
    }
    const { publication } = reading;
    const label = `${fullName(publication)}@${publication.version}`;
    const known = publications.get(label);
    if (known === undefined) {
      publications.set(label, publication);
      verdicts.push({ path, verdict: 'taken', reason: label });
      warnOfWorkspaces(label, publication, host);
    } else {
      const isSame = digestOf(known) === digestOf(publication);
      const other = known.artifacts[0]?.path ?? '';
      verdicts.push(
        isSame
          ? { path, verdict: 'left', reason: `the same bytes as ${other}`, known: 'rule' }
          : { path, verdict: 'refused', reason: `another file for ${label} than ${other}` },
      );
    }
  }
  return withCompanions({ publications: [...publications.values()], verdicts }, host.files);
}

/** File names that packers give to a tarball begin with these; one that somebody chose counts with the version in it. */
export function stems({ namespace, name, version, artifacts }: Publication): readonly string[] {
  const scopes = namespace === undefined ? [''] : ['', `${namespace}-`, `@${namespace}-`];
  const chosen = artifacts
    .map(({ path }) => (path.split(/[\\/]/).at(-1) ?? '').replace(/\.(tgz|tar\.gz)$/i, ''))
    .filter((stem) => stem.endsWith(version));
  return [...new Set([...scopes.map((scope) => `${scope}${name}-${version}`), ...chosen])];
}

const digestOf = (publication: Publication) => publication.artifacts[0]?.digests['SHA-512'];

function warnOfWorkspaces(label: string, publication: Publication, host: Pick<Host, 'log'>): void {
  const broken = unpublishable((publication.metadata as NpmMetadata).manifest, 'folder');
  if (broken.length === 0) return;
  host.log.warning(`${label} needs ${broken.join(', ')}, a folder that nobody has beside it`);
}

function shortcomingsOf(manifest: Manifest, { files }: TarballContents): Shortcoming[] {
  const needed = unpublishable(manifest, 'workspace');
  const missing = files === undefined ? [] : missingEntryPoints(manifest, files);
  return [
    ...(needed.length === 0
      ? []
      : [
          {
            kind: 'workspace' as const,
            found: `needs ${needed.join(', ')}, which its own package manager replaces when it packs the package`,
          },
        ]),
    ...(missing.length === 0
      ? []
      : [
          {
            kind: 'entry-points' as const,
            found: `names ${missing.slice(0, MOST_NAMED).join(', ')}${missing.length > MOST_NAMED ? ' and more' : ''}, which the tarball lacks`,
          },
        ]),
  ];
}

/** Of the files that are missing so many are named. */
const MOST_NAMED = 5;

async function readTarball(path: string, host: Pick<Host, 'files'>, takesPrivate: boolean): Promise<Reading> {
  const stat = await host.files.stat(path);
  if (stat?.kind !== 'file')
    return { verdict: 'left', reason: stat === undefined ? 'it does not exist' : 'it is not a file' };
  if (!(await isGzip(path, host))) {
    return /\.tgz$/i.test(path)
      ? { verdict: 'refused', reason: 'it is not a gzipped tar, which an npm tarball must be' }
      : { verdict: 'left', reason: 'no gzipped tar, as an npm tarball is' };
  }
  const contents = new TarballContents();
  const digesting = new DigestingStream();
  try {
    await readTarGz(digesting.through(host.files.open(path)), (member) => contents.visit(member));
  } catch (error) {
    if (!(error instanceof ArchiveRefusal)) throw error;
    // A damaged archive that never showed a package.json may belong to another format, which will say so itself.
    const isOurs = contents.manifestText !== undefined || /\.tgz$/i.test(path);
    return { verdict: isOurs ? 'refused' : 'left', reason: error.message };
  }
  return assemble(contents, { path, assetName: TARBALL, ...digesting.result() }, takesPrivate);
}

function assemble(contents: TarballContents, artifact: Artifact, takesPrivate: boolean): Reading {
  if (contents.manifestText === undefined)
    return { verdict: 'left', reason: 'it holds no package.json in its top folder', ...kindOf(artifact.path) };
  if (contents.names.has('PKG-INFO')) return { verdict: 'left', reason: 'it is a Python source distribution' };
  const reading = readPackageJson(contents.manifestText, contents);
  if (reading.kind === 'refused') return { verdict: 'refused', reason: reading.reason };
  // The usual shape of a workspace has such packages beside those that are published.
  if (reading.isPrivate && !takesPrivate)
    return {
      verdict: 'left',
      reason: 'its package.json says that it is `private`, which `allow-uninstallable: private` lets through',
      known: 'rule',
    };
  const shortcomings = shortcomingsOf(reading.manifest, contents);
  const publication = publicationOf(reading, artifact);
  return { verdict: 'taken', publication: shortcomings.length > 0 ? { ...publication, shortcomings } : publication };
}

function publicationOf(
  { manifest, namespace, name, version }: Extract<ManifestReading, { kind: 'manifest' }>,
  artifact: Artifact,
): Publication {
  const metadata: NpmMetadata = { manifest };
  const dependencies = dependenciesOf(manifest);
  return { format: 'npm', namespace, name, version, artifacts: [artifact], dependencies, metadata };
}

/** By its name an npm tarball, so that no other format has more to say of it. */
const kindOf = (path: string): Pick<FileVerdict, 'known'> => (/\.tgz$/i.test(path) ? { known: 'kind' } : {});

async function isGzip(path: string, host: Pick<Host, 'files'>): Promise<boolean> {
  const head: number[] = [];
  for await (const chunk of host.files.open(path, { start: 0, end: 2 })) head.push(...chunk);
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** What a tarball of a registry is, `private` or not: somebody published it. `reason` says why it cannot be again. */
export async function readStoredTarball(
  path: string,
  host: Pick<Host, 'files'>,
): Promise<{ readonly publication: Publication } | { readonly reason: string }> {
  const contents = new TarballContents();
  const digesting = new DigestingStream();
  try {
    await readTarGz(digesting.through(host.files.open(path)), (member) => contents.visit(member));
  } catch (error) {
    if (!(error instanceof ArchiveRefusal)) throw error;
    return { reason: error.message };
  }
  if (contents.manifestText === undefined) return { reason: 'it holds no package.json in its top folder' };
  const reading = readPackageJson(contents.manifestText, contents);
  if (reading.kind === 'manifest')
    return { publication: publicationOf(reading, { path, assetName: TARBALL, ...digesting.result() }) };
  return { reason: reading.reason };
}

/** Collects what matters of a tarball; npm strips the first folder whatever it is called (`package` by custom). */
class TarballContents {
  manifestText: string | undefined;
  readonly names = new Set<string>();
  /** Paths of all files below the top folder; undefined where they are too many to be looked at. */
  files: Set<string> | undefined = new Set();
  readme: { name: string; text: string } | undefined;

  async visit(member: ArchiveMember): Promise<undefined> {
    const [, ...parts] = member.path.split('/');
    const [name, deeper] = parts;
    this.files?.add(parts.join('/'));
    if ((this.files?.size ?? 0) > MOST_FILES) this.files = undefined;
    if (name === undefined || deeper !== undefined) return;
    if (this.names.size < 10_000) this.names.add(name);
    if (name === 'package.json') await this.#takeManifest(member);
    else if (/^readme(\.(md|markdown))?$/i.test(name) && member.kind === 'file') await this.#takeReadme(name, member);
  }

  /** Registries read the first of two manifests and installers the last: a known way to show one and install another. */
  async #takeManifest(member: ArchiveMember): Promise<void> {
    if (member.kind !== 'file') throw new ArchiveRefusal('its package.json is not a file');
    const text = (await member.read(MANIFEST_BYTES)).toString('utf8');
    if (this.manifestText !== undefined && this.manifestText !== text) {
      throw new ArchiveRefusal('it holds two different package.json');
    }
    this.manifestText = text;
  }

  async #takeReadme(name: string, member: ArchiveMember): Promise<void> {
    if (member.size > README_BYTES || (this.readme !== undefined && !/\.md$/i.test(name))) return;
    this.readme = { name, text: (await member.read(README_BYTES)).toString('utf8') };
  }
}
