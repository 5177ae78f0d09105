// A public source as configured.

/** A public source as configured. */
export interface Source {
  /** External connection name. */
  readonly name: string;
  /** http(s) or file address with a trailing slash. */
  readonly base: URL;
}
