// Where CodeArtifact is. The list changes, so nothing is refused because of it: it is looked at when a host does not exist.
import { RegistryError } from '../../core/errors/registry-error.ts';

/** AWS General Reference, "AWS CodeArtifact endpoints and quotas". */
const REGIONS: readonly string[] = [
  'ap-northeast-1',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'eu-central-1',
  'eu-north-1',
  'eu-south-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'us-east-1',
  'us-east-2',
  'us-west-2',
];

/**
 * The error of a call whose host does not exist, in a region where the service is not known to be: misspelled, or without
 * CodeArtifact. Undefined where the region is a good one, or the host was found.
 */
export function unknownRegion(region: string, error: unknown): RegistryError | undefined {
  if (REGIONS.includes(region) || !isHostNotFound(error)) return undefined;
  return new RegistryError(
    'CA-INPUT-001',
    `\`aws-region\` is ${region}, where there is no CodeArtifact: expects one of ${REGIONS.join(', ')}`,
    {
      cause: error,
      remedy: `Correct \`aws-region\` (or AWS_REGION). If ${region} is a new region of the service, the network of this machine does not know its host.`,
    },
  );
}

function isHostNotFound(error: unknown): boolean {
  for (let at = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth += 1)
    if ((at as NodeJS.ErrnoException).code === 'ENOTFOUND') return true;
  return false;
}
