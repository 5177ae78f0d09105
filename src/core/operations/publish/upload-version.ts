// Puts one version into the repository and proves it is there: one conversation of the format, judged by looking at
// the registry whenever its answer leaves a doubt.

import { leavesDoubt } from '../../calls/doubt.ts';
import { LATE_MS, OWN_WRITE_MS, settled } from '../../calls/looks.ts';
import { type RetryPolicy, retrying } from '../../calls/retry.ts';
import { waitFor } from '../../calls/waits.ts';
import type { Journal } from '../../documents/journal.ts';
import { RegistryError } from '../../errors/registry-error.ts';
import { purl, shortForm } from '../../model/coordinates.ts';
import type { PackageReference, Status } from '../../model/package.ts';
import type { Secret } from '../../model/secret.ts';
import type { AssetDescription } from '../../ports/code-artifact.ts';
import type { Host } from '../../ports/host.ts';
import type { Artifact, Publication, Publishing, PublishTarget } from '../../ports/package-format.ts';
import { compareArtifacts } from '../repository/assets.ts';
import type { RepositoryWriter } from '../repository/repository-access.ts';
import { uploadProblem } from '../repository/upload-problem.ts';

export interface UploadPorts {
  readonly host: Pick<Host, 'clock' | 'log' | 'interrupted'>;
  readonly side: RepositoryWriter;
  /** The format's target; with another token than the one that was refused. */
  readonly target: (ref: Pick<PackageReference, 'format'>, refused?: Secret) => Promise<PublishTarget>;
  readonly journal: Journal;
}

/** How an upload ended, registry looked at. */
export type UploadEnd =
  /** `isOurs`: by all signs this run put it there, and not another that was quicker. */
  | { readonly kind: 'there'; readonly isOurs: boolean }
  /** The registry has something else, or says no; `classify` again to say what. */
  | { readonly kind: 'refused'; readonly detail: string; readonly status?: number }
  /** It was not sent, or not again. */
  | { readonly kind: 'held'; readonly why: string };

export interface UploadWish {
  readonly publication: Publication;
  readonly missing: readonly Artifact[];
  readonly present: readonly AssetDescription[];
  readonly publishing: Publishing;
  /** What the repository had of the version; null: nothing. */
  readonly before: { readonly status: Status; readonly revision: string } | null;
  /** Tag to upload under; formats without tags ignore it. */
  readonly tag?: string | undefined;
  /**
   * Awaited right before each try, with whether it was tried before: why the upload must not be sent, since it would move
   * a tag that somebody else has set.
   */
  readonly look?: ((isRepeated: boolean) => Promise<string | undefined>) | undefined;
}

const policyOf = (publication: Publication, attempts: number): RetryPolicy => ({
  attempts,
  label: `publish ${publication.format}`,
});

/** Rejects with the code of what stopped it (CA-NET-…, CA-AUTH-…, CA-FILE-001, CA-RUN-002). */
export async function uploadVersion(wish: UploadWish, ports: UploadPorts): Promise<UploadEnd> {
  const { publication, publishing } = wish;
  let { missing, present } = wish;
  let refused: Secret | undefined;
  let isUnclear = false;
  let tries = 0;
  const attempt = async (): Promise<UploadEnd> => {
    const why = await wish.look?.(tries++ > 0);
    if (why !== undefined) return { kind: 'held', why };
    const target = {
      ...(await ports.target(publication, refused)),
      npmTag: wish.tag,
      unfinished: publishing.finish !== undefined,
    };
    const result = await publishing.upload(publication, missing, target, present);
    if (result.kind === 'accepted') return { kind: 'there', isOurs: true };
    if (result.kind === 'unauthorized') {
      if (refused) throw new RegistryError('CA-AUTH-005', `publishing ${shortForm(publication)}: ${result.detail}`);
      refused = target.token;
      return attempt();
    }
    if (result.kind === 'refused') return { kind: 'refused', detail: result.detail, status: result.status };
    if (result.kind !== 'throttled') {
      isUnclear ||= result.kind !== 'exists';
      // No answer, an error after the effect, or `exists` because an earlier try did get through: look.
      // That an earlier try got through is not seen yet where the answer is late; one that is repeated is looked at again.
      const isEcho = result.kind === 'exists' && isUnclear;
      const found = await (isEcho ? settledAssets(publication, ports) : lookAt(publication, ports.side));
      const comparison = compareArtifacts(publication.artifacts, found);
      if (isWhole(comparison)) return { kind: 'there', isOurs: isUnclear };
      if (comparison.different.length > 0) return { kind: 'refused', detail: `${result.kind}: ${result.detail}` };
      if (result.kind === 'exists' && comparison.missing.length === missing.length)
        return { kind: 'refused', detail: result.detail, status: 409 };
      ({ missing } = comparison);
      present = found;
    }
    throw uploadProblem(result, `publishing ${shortForm(publication)}`);
  };
  const text = purl(publication);
  const { before } = wish;
  const seen = { [text]: before && { ...before, assets: present.map(({ name }) => name) } };
  const added = missing.map(({ assetName }) => assetName);
  return ports.journal.around(
    { action: 'upload' as const, purls: [text], seen, assets: { [text]: added } },
    async () => {
      try {
        return await retrying(ports.host, policyOf(publication, ports.side.attempts), attempt);
      } catch (error) {
        // The last try is followed by none that would look again.
        if (!isUnclear || !leavesDoubt(error)) throw error;
        const found = await settledAssets(publication, ports).catch(() => []);
        if (!isWhole(compareArtifacts(publication.artifacts, found))) throw error;
        return { kind: 'there' as const, isOurs: true };
      }
    },
    (end) =>
      end.kind !== 'there'
        ? { result: 'refused', versions: { [text]: 'refused' } }
        : {
            result: 'there',
            versions: { [text]: end.isOurs ? 'uploaded' : 'present' },
            ...(end.isOurs ? { assets: { [text]: added } } : {}),
          },
  );
}

/** Makes an Unfinished version visible. */
export async function finishVersion(
  publication: Publication,
  publishing: Publishing,
  ports: UploadPorts,
): Promise<UploadEnd> {
  const { finish } = publishing;
  if (!finish) return { kind: 'there', isOurs: false };
  let refused: Secret | undefined;
  let isUnclear = false;
  const look = () => ports.side.reader.describePackageVersion(ports.side.address, publication);
  const isVisible = (found: Awaited<ReturnType<typeof look>>) => found?.status === 'Published';
  const settledLook = () => settled({ host: ports.host, waits: LATE_MS, subject: SHOWN }, look, isVisible);
  const attempt = async (): Promise<UploadEnd> => {
    const target = await ports.target(publication, refused);
    const result = await finish(publication, target);
    if (result.kind === 'accepted') return { kind: 'there', isOurs: true };
    if (result.kind === 'unauthorized') {
      if (refused) throw new RegistryError('CA-AUTH-005', `finishing ${shortForm(publication)}: ${result.detail}`);
      refused = target.token;
      return attempt();
    }
    if (result.kind !== 'throttled') {
      const isRefused = result.kind === 'refused' || result.kind === 'exists';
      isUnclear ||= !isRefused;
      // A refusal may be the echo of a try that got through.
      if (isVisible(await (isRefused && isUnclear ? settledLook() : look()))) return { kind: 'there', isOurs: true };
    }
    if (result.kind === 'refused' || result.kind === 'exists') return { kind: 'refused', detail: result.detail };
    throw uploadProblem(result, `publishing ${shortForm(publication)}`);
  };
  const write = { action: 'finish' as const, purls: [purl(publication)] };
  return ports.journal.around(
    write,
    async () => {
      try {
        return await retrying(ports.host, policyOf(publication, ports.side.attempts), attempt);
      } catch (error) {
        if (!isUnclear || !leavesDoubt(error)) throw error;
        if (!isVisible(await settledLook().catch(() => undefined))) throw error;
        return { kind: 'there' as const, isOurs: true };
      }
    },
    ({ kind }) => kind,
  );
}

const SHOWN = 'the service shows what was sent and not answered';

const isWhole = ({ missing, different }: ReturnType<typeof compareArtifacts>) =>
  missing.length === 0 && different.length === 0;

/** `lookAt`, again until every file is there, one is another, or no answer can be late any more. */
const settledAssets = (publication: Publication, { host, side }: Pick<UploadPorts, 'host' | 'side'>) =>
  settled(
    { host, waits: LATE_MS, subject: SHOWN },
    () => lookAt(publication, side),
    (found) => {
      const comparison = compareArtifacts(publication.artifacts, found);
      return comparison.different.length > 0 || isWhole(comparison);
    },
  );

async function lookAt(
  publication: Publication,
  { reader, address }: RepositoryWriter,
): Promise<readonly AssetDescription[]> {
  return (await reader.listPackageVersionAssets(address, publication))?.assets ?? [];
}

export type Verified =
  | { readonly kind: 'verified'; readonly revision: string; readonly assets: readonly AssetDescription[] }
  | { readonly kind: 'differs'; readonly detail: string };

/** Digests the service lists against those of the files on disk. */
export async function verifyVersion(
  publication: Publication,
  ports: Pick<UploadPorts, 'host' | 'side'>,
): Promise<Verified> {
  const { reader, address } = ports.side;
  let detail = '';
  // AWS speaks of under a second until a version is listed, and advises a few tries.
  for (const wait of [0, ...OWN_WRITE_MS]) {
    if (wait > 0) await waitFor(ports.host, wait, 'the service lists what was uploaded');
    const listing = await reader.listPackageVersionAssets(address, publication);
    const { missing, different } = compareArtifacts(publication.artifacts, listing?.assets ?? []);
    if (different.length > 0) {
      return {
        kind: 'differs',
        detail: `${different.map(({ artifact }) => artifact.assetName).join(', ')}: the registry lists other digests`,
      };
    }
    if (listing && missing.length === 0) return { kind: 'verified', ...listing };
    detail = `the service accepted it but does not list ${missing.map(({ assetName }) => assetName).join(', ') || 'the version'}`;
  }
  return { kind: 'differs', detail };
}
