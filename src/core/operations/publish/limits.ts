// What the service will not take, whatever is tried: found before the first upload, since a version of which a part went up
// stays Unfinished.
import { LARGEST_ASSET, mostAssets } from '../../model/quotas.ts';
import type { Publishing } from '../../ports/package-format.ts';
import type { Classification } from './classify.ts';

/** The classification, or that the version is closed to what it lacks: a Published one of some formats takes nothing further. */
export async function whileOpen(
  classification: Classification,
  { republishing }: Pick<Publishing, 'republishing'>,
): Promise<Classification> {
  const { standing, status, missing, publication } = classification;
  if (standing !== 'partial' || status !== 'Published' || missing.length === 0) return classification;
  if ((await republishing?.())?.isFinal !== true) return classification;
  const names = missing.map(({ assetName }) => assetName).join(', ');
  const reason = `it is Published, and such a ${publication.format} version takes no further file: ${names}`;
  return { ...classification, standing: 'different', reason };
}

/** The classification, or that the version, or an asset over `largest` bytes, is too large together with what is there of it already. */
export function withinLimits(
  classification: Classification,
  region: string,
  { derivedAssets = [] }: Pick<Publishing, 'derivedAssets'>,
  largest: number = LARGEST_ASSET,
): Classification {
  const { standing, publication, missing, present } = classification;
  if ((standing !== 'absent' && standing !== 'partial') || missing.length === 0) return classification;
  const reasons = missing
    .filter(({ size }) => size > largest)
    .map(
      ({ assetName, size }) => `${assetName} has ${size} bytes, and an asset at most ${largest} (\`max-asset-size\`)`,
    );
  const there = new Set(present.map(({ name }) => name));
  const names = new Set([...there, ...publication.artifacts.map(({ assetName }) => assetName), ...derivedAssets]);
  const most = mostAssets(region);
  if (names.size > most) {
    const made = derivedAssets.length > 0 ? ` with ${derivedAssets.join(', ')}` : '';
    const already = there.size > 0 ? `, ${there.size} of them there already` : '';
    reasons.push(`it would have ${names.size} assets${made}${already}, and a version in ${region} has at most ${most}`);
  }
  return reasons.length === 0
    ? classification
    : { ...classification, standing: 'too-large', reason: reasons.join('; ') };
}
