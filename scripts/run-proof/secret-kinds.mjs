// The secrets that tests make, told by their form: what the local server issues has a head of its own, and what a test
// writes down as an example belongs to one of these families. `__tests__/run-proof/secrets.test.ts` holds the tests to it.

/** What a place may not hold. `pattern` finds any spelling of it that stands in one piece. */
export const SECRET_KINDS = [
  // base64url of `{"ver":1,"kind":"authorization"` and of its sisters, with what is signed behind it.
  { kind: 'a token of the local server', pattern: /eyJ2ZXIiOjEsImtpbmQiOi[\w-]+\.[\w-]{20,}/ },
  // The same behind `aws:` in base64, as Basic credentials and files of tools have it.
  {
    kind: 'a token of the local server, packed as Basic credentials',
    pattern: /YXdzOmV5SjJaWElpT2pFc0ltdHBibVFpT2[\w+/-]{20,}/,
  },
  { kind: 'an OIDC token of the local server', pattern: /eyJ(?:0eXAi|hbGci)[\w-]{10,}\.eyJ[\w-]+\.[\w-]{40,}/ },
  { kind: 'the secret key of an example', pattern: /wJalrXUtnFEMI[\w/+-]{8,}/ },
  { kind: 'the token of a login', pattern: /dGVzdC10b2tlbg-_abc\.(?:FIRST|SECOND)|example-token-of-the-fixtures/ },
  { kind: 'the OIDC request token of a job', pattern: /request-token-of-th\w+(?:-job|-runner)?/ },
  { kind: 'the session token of an example', pattern: /IQoJb3JpZ2luX2VjEExample|session-token-of-an-example/ },
  { kind: 'the password of a proxy', pattern: /hunter2-of-the-proxy/ },
  { kind: 'the token of an upload', pattern: /token-that-must-not-be-seen/ },
  {
    kind: 'a key of the local server',
    pattern: /the-administrators-own-secret|root-secret-root-secret|ci-secret-ci-secret-ci|not-checked-in-lenient-mode/,
  },
  {
    kind: 'a token or a key of an example',
    pattern:
      /eyJ-(?:of|a)-[a-z-]{6,}|example-of-a-secret-key|not-a-real-key-at-all|example-example-example|container-password|abcdefgh-secret|token-of-the-runtime|tok-?\+?en[+/](?:secret\/value|va%lue)=/,
  },
  // For the tests of this search.
  { kind: 'a planted secret', pattern: /planted-[s]ecret-of-this-search/ },
];
