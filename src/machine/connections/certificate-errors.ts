// A certificate that is not trusted, as an error that says what to do. Waiting does not help, so it is not tried again.
import { RegistryError } from '../../core/errors/registry-error.ts';

/** What OpenSSL and Node.js call the reasons (Node.js, "X509 certificate error codes"), with what mends each. */
const UNKNOWN_ISSUER =
  'If the network has a certificate authority of its own (a proxy that reads TLS, a private endpoint), name the PEM file with its certificate in NODE_EXTRA_CA_CERTS or AWS_CA_BUNDLE, in the environment of this step. If it has none, something else than the service answered.';
const WRONG_NAME =
  'Check `endpoint-url`, `sts-endpoint-url` and AWS_ENDPOINT_URL: the address must be one of those the certificate is for. A proxy or a name server may also have led to another server.';
const WRONG_TIME =
  'Compare the clock of this machine with the true time; if it is right, whoever runs that server must renew its certificate.';
const NOT_VALID = 'Whoever runs that server, or the proxy that reads TLS, must give it a certificate that is valid.';

const REMEDIES: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: UNKNOWN_ISSUER,
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_ISSUER,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_ISSUER,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_ISSUER,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_ISSUER,
  CERT_UNTRUSTED: UNKNOWN_ISSUER,
  CERT_REJECTED: UNKNOWN_ISSUER,
  ERR_TLS_CERT_ALTNAME_INVALID: WRONG_NAME,
  ERR_TLS_CERT_ALTNAME_FORMAT: WRONG_NAME,
  HOSTNAME_MISMATCH: WRONG_NAME,
  CERT_HAS_EXPIRED: WRONG_TIME,
  CERT_NOT_YET_VALID: WRONG_TIME,
  CERT_REVOKED: NOT_VALID,
  CERT_SIGNATURE_FAILURE: NOT_VALID,
  CERT_CHAIN_TOO_LONG: NOT_VALID,
  PATH_LENGTH_EXCEEDED: NOT_VALID,
  INVALID_CA: NOT_VALID,
  INVALID_PURPOSE: NOT_VALID,
  ERROR_IN_CERT_NOT_BEFORE_FIELD: NOT_VALID,
  ERROR_IN_CERT_NOT_AFTER_FIELD: NOT_VALID,
  UNABLE_TO_DECRYPT_CERT_SIGNATURE: NOT_VALID,
  UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY: NOT_VALID,
};

const WRONG_NAME_OF_PROXY =
  'Check `http-proxy`, HTTPS_PROXY or HTTP_PROXY: its host must be one of those the certificate of the proxy is for.';

/** CA-NET-008 where `cause` is about the certificate of `who`, which is a proxy or a service; else undefined. */
export function certificateError(who: string, cause: unknown, isProxy = false): RegistryError | undefined {
  const { code } = (cause ?? {}) as NodeJS.ErrnoException;
  if (code === undefined || !Object.hasOwn(REMEDIES, code)) return undefined;
  return new RegistryError('CA-NET-008', `the certificate of ${who} is not trusted (${code})`, {
    cause,
    remedy: isProxy && REMEDIES[code] === WRONG_NAME ? WRONG_NAME_OF_PROXY : REMEDIES[code],
  });
}
