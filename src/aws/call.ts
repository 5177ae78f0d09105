// One call of an AWS service, for messages, pace and permissions.

export interface AwsCall {
  /** Operation of the service model, `sts:` before those of STS; goes into messages and tells which IAM action is missing. */
  readonly operation: string;
  /** What the call is about: `my-org/staging`, `my-org/staging npm:@acme/utils`. */
  readonly subject: string;
  /** The answer is a stream that the caller reads. */
  readonly isStream?: boolean;
  /** Called after a try that may have had its effect although no answer told so. */
  readonly onUnclear?: () => void;
}
