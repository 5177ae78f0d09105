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
  /** Whether spellings that PEP 440 calls equal are one version: `1.0`, `v1.0` and `1.0.0`; `1.0rc1` and `1.0-RC1`. */
  readonly equalSpellings: boolean;
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
    name: 'pypi-version-spellings',
    values: ['equal', 'distinct'],
    source: 'open',
    why: 'Whether spellings that PEP 440 calls equal (`1.0`, `v1.0`, `1.0.0`; `1.0rc1`, `1.0-RC1`) are one version, as installers and the public registry have it, or several. The guide has names of Python packages normalised and says nothing of versions. API calls name a version as it was uploaded first.',
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
    equalSpellings: switches['pypi-version-spellings'] !== 'distinct',
    digestRequired: switches['pypi-upload-digest'] === 'required',
    servesRanges: switches['pypi-range-requests'] === 'served',
  };
}
