// Points that the service's documentation leaves open, or where the service does less than PyPI. Each has the default
// that comes closest to the service; tests and rehearsals may choose otherwise.
import type { ServedRepository, Switch } from '../../../core/ports/format-server.ts';

export interface PypiSwitches {
  /**
   * Serve `FILE.metadata` beside wheels and announce it (PEP 658, PEP 714). The service does not, so clients download
   * whole wheels to resolve.
   */
  readonly coreMetadata: boolean;
  /** A project name that is not normalised: PEP 503 asks for a redirect; the service's way is not documented. */
  readonly unnormalisedNames: 'redirect' | 'serve';
  /** Whether an upload must carry at least one digest, as PyPI demands. Not documented for the service. */
  readonly digestRequired: boolean;
  /** Whether a part of a file can be asked for (RFC 9110, section 14). */
  readonly servesRanges: boolean;
}

export const PYPI_SWITCHES = [
  {
    name: 'pypi-core-metadata',
    values: ['absent', 'served'],
    source: 'documented',
    why: 'Whether `FILE.metadata` is served beside wheels and announced (PEP 658, PEP 714). The service does not, so clients download whole wheels to resolve.',
  },
  {
    name: 'pypi-unnormalised-names',
    values: ['redirect', 'serve'],
    source: 'open',
    why: 'Answer to a project name that is not normalised; PEP 503 asks for a redirect.',
  },
  {
    name: 'pypi-upload-digest',
    values: ['optional', 'required'],
    source: 'open',
    why: 'Whether an upload must carry at least one digest, as the public registry demands.',
  },
  {
    name: 'pypi-range-requests',
    values: ['ignored', 'served'],
    source: 'seen',
    why: 'Whether a part of a file can be downloaded. Answers of the service had no ranges, so that uv downloads whole wheels where it would read their metadata only.',
  },
] as const satisfies readonly Switch[];

export function pypiSwitches({ switches }: Pick<ServedRepository, 'switches'>): PypiSwitches {
  return {
    coreMetadata: switches['pypi-core-metadata'] === 'served',
    unnormalisedNames: switches['pypi-unnormalised-names'] === 'serve' ? 'serve' : 'redirect',
    digestRequired: switches['pypi-upload-digest'] === 'required',
    servesRanges: switches['pypi-range-requests'] === 'served',
  };
}
