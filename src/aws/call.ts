// One call of an AWS service, before it is signed.

export interface AwsCall {
  /** Operation of the service model; goes into messages and tells which IAM action is missing. */
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON text or form text; or a stream whose sha256 is known. */
  readonly body?:
    | string
    | { readonly open: () => AsyncIterable<Uint8Array>; readonly size: number; readonly sha256: string };
  /** What the call is about, for messages: `my-org/staging`, `my-org/staging npm:@acme/utils`. */
  readonly subject: string;
}
