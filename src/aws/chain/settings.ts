// What the sources of the chain are told.
import type { Service } from '../service-client.ts';

/** STS as the chain asks it: with identities that it finds itself. */
export type StsService = Omit<Service, 'credentials'>;

/** What sources need besides the host. */
export interface ChainSettings {
  readonly sts: StsService;
  /** Name of sessions of roles, where neither a profile nor a variable gives one. */
  readonly sessionName: string;
}
