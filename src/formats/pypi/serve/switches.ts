// Points that the service's documentation leaves open, or where the service does less than PyPI. Each has the default
// that comes closest to the service; tests and rehearsals may choose otherwise.

export interface PypiSwitches {
  /**
   * Serve `FILE.metadata` beside wheels and announce it (PEP 658, PEP 714). The service does not, so clients download
   * whole wheels to resolve. Default false.
   */
  readonly coreMetadata: boolean;
  /** A project name that is not normalised: PEP 503 asks for a redirect; the service's way is not documented. Default `redirect`. */
  readonly unnormalisedNames: 'redirect' | 'serve';
  /** Whether an upload must carry at least one digest, as PyPI demands. Not documented for the service. Default false. */
  readonly digestRequired: boolean;
}

export const PYPI_DEFAULTS: PypiSwitches = {
  coreMetadata: false,
  unnormalisedNames: 'redirect',
  digestRequired: false,
};
