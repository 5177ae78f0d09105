// `credential_process` of a profile. Not by the SDK's provider: it starts the program where nobody can end it, twice when
// it fails, and drops what it says (decision 8).
import { RegistryError } from '../../core/errors/registry-error.ts';
import { conceal } from '../../core/model/secret.ts';
import type { Host, ProgramResult } from '../../core/ports/host.ts';
import { shownBriefly, shownSentence } from '../../core/text/shown-text.ts';
import { type Credentials, concealCredentials } from '../credential-values.ts';

/** It may ask somebody, or wait for anything. */
const LONGEST_PROCESS_MS = 60_000;

/** Runs the program once. Rejects with CA-AUTH-001 or -008, or the interruption; by then it and all it started are ended. */
export async function processCredentials(host: Host, title: string, command: string): Promise<Credentials> {
  const [program = '', ...args] = host.platform === 'win32' ? wordsOf(command) : ['/bin/sh', '-c', command];
  const result = await host.run(program, args, {
    timeoutMs: LONGEST_PROCESS_MS,
    // It is what gives credentials, and may need some for that; the SDKs keep nothing from it.
    pass: Object.keys(host.env),
    what: `credential_process of ${title}`,
  });
  const answer = answerOf(result.stdout);
  // Also of an answer that is JSON: it may hold them deeper down, or say more than that on the way.
  for (const secret of [result.stdout, result.stderr].flatMap(secretsIn)) conceal(secret, host.mask);
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration, AccountId } = answer ?? {};
  // Masked before anything of it is repeated, whatever became of it.
  const expiresAt = timeOf(Expiration);
  const credentials =
    isText(AccessKeyId) && isText(SecretAccessKey)
      ? concealCredentials(
          {
            accessKeyId: AccessKeyId,
            secretAccessKey: SecretAccessKey,
            sessionToken: isText(SessionToken) ? SessionToken : undefined,
            accountId: isText(AccountId) ? AccountId : undefined,
            expiresAt,
          },
          host.mask,
        )
      : undefined;
  const failed = (what: string) =>
    new RegistryError('CA-AUTH-001', `credential_process of ${title} ${what}`, {
      remedy: 'Run the command of the profile by hand as this user: it must print credentials as JSON and end with 0.',
    });
  if (result.status !== 0) throw failed(endOf(result, host));
  if (answer === undefined) throw failed('printed something else than a JSON object');
  if (answer.Version !== 1)
    throw failed(
      `answered with Version ${shownBriefly(JSON.stringify(answer.Version) ?? 'missing', 20)}: only 1 is known`,
    );
  if (credentials === undefined) throw failed('answered without AccessKeyId and SecretAccessKey');
  // Taken for keys that never end, they would be used until a call fails.
  if (Number.isNaN(credentials.expiresAt))
    throw failed(
      `answered with Expiration ${shownBriefly(JSON.stringify(Expiration), 40)}: expects a time with its zone (2030-12-31T23:59:59Z)`,
    );
  if (credentials.expiresAt !== undefined && credentials.expiresAt <= host.clock.now())
    throw new RegistryError(
      'CA-AUTH-008',
      `credential_process of ${title} gave credentials that expired at ${new Date(credentials.expiresAt).toISOString()}`,
    );
  return credentials;
}

/** Milliseconds since the epoch; NaN for what is no time, or one of an unknown zone; undefined where there is none. */
function timeOf(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  const isWhole = typeof value === 'string' && /(?:Z|GMT|UTC|[+-]\d\d:?\d\d)$/i.test(value);
  return isWhole ? Date.parse(value) : Number.NaN;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** The secrets in what is nearly an answer, in whatever spelling of AWS: whoever breaks off in it may repeat them in an error. */
function secretsIn(text: string): string[] {
  return [
    ...text.matchAll(
      /(?:Secret_?Access_?Key|(?:Session|Security)_?Token)["'\\]{0,4}[ \t]{0,8}[:=][ \t]{0,8}["'\\]{0,4}([^\s"'\\,}]{8,})/gi,
    ),
  ].map(([, secret = '']) => secret);
}

function answerOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    // Said by the caller, without the text.
    return undefined;
  }
}

const LONGEST_LINE = 300;

function endOf({ status, stderr }: ProgramResult, { redact }: Host): string {
  if (status === 124) return `did not end within ${LONGEST_PROCESS_MS / 1000} s, and was ended`;
  const line = stderr.split(/\r?\n/).find((each) => each.trim() !== '') ?? '';
  const said = shownSentence(redact(line.slice(0, 100 * LONGEST_LINE)), LONGEST_LINE);
  return `ended with exit code ${status}${said === '' ? ', and said nothing' : `: ${said}`}`;
}

/** As programs of Windows take a command line apart, but for quotes in quotes. */
function wordsOf(command: string): string[] {
  return [...command.matchAll(/(?:[^\s"]|"[^"]*")+/g)].map(([word]) => word.replaceAll('"', ''));
}
