// Programs: with a limit, ended with the run, and without the credentials of the job. A build runs the code of everybody
// whose package it depends on: what it needs not, it cannot lose.
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { interruption, timeOfDay } from '../core/calls/waits.ts';
import { Secret } from '../core/model/secret.ts';
import { TOKEN_VARIABLE } from '../core/model/token-variable.ts';
import type { ProgramRunner } from '../core/ports/host.ts';
import { execute } from './execution.ts';
import { endProcesses } from './processes.ts';
import { startTimer } from './timers.ts';

/**
 * The library looks along the PATH of this process; ours may be another one. Absolute path of the first executable file
 * of that name; the name itself when it holds a separator or on Windows, where the library knows the endings.
 */
function locate(program: string, path: string | undefined): string | undefined {
  if (process.platform === 'win32' || program.includes('/')) return program;
  for (const folder of (path ?? '').split(delimiter)) {
    if (folder === '') continue;
    const file = join(folder, program);
    if (isProgram(file)) return file;
  }
  return undefined;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** How the runner talks with a step: its inputs, its state, the files in which it leaves commands, its own tokens. */
const OF_THE_RUNNER =
  /^(INPUT_|STATE_|ACTIONS_(?!STEP_DEBUG$|RUNNER_DEBUG$)|GITHUB_(ENV|OUTPUT|PATH|STATE|STEP_SUMMARY)$)/;

/** Inputs of ours as variables: a proxy may have its password in them. Not the token, nor the mark of a process. */
const OF_OURS = /^CODEARTIFACT_(?!CI_)/;

/** Credentials of AWS and where they come from. Region, profile and endpoints say nothing that is secret. */
const OF_AWS =
  /^AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY|SECURITY_TOKEN|SESSION_TOKEN|WEB_IDENTITY_TOKEN_FILE|CONTAINER_(CREDENTIALS|AUTHORIZATION)_.*|CREDENTIAL_.*)$/;

/** What other services call their credentials. */
const SECRET_BY_NAME =
  /(^|_)(TOKENS?\d*|SECRETS?\d*|PASSWORDS?\d*|PASSWDS?\d*|PASSPHRASES?\d*|PASS\d*|PW\d*|BEARERS?|CREDENTIALS?|CREDS?|PATS?|JWTS?|COOKIES?|PRIVATE|AUTH|AUTHORI[SZ]ATION)(_|$)|(^|_)(PRIVATE|API|ACCESS|SIGNING|ENCRYPTION)_?KEYS?(_|$)|._PWD\d*$|(^|_)KEYS?\d*$|(^|_)KEY_(PEM|DER|RAW|B64|BASE64|HEX|ASC|JSON|DATA|CONTENTS?|VALUE|TEXT|P8|P12|PFX|JKS|PKCS\d+)$|(TOKEN|SECRET|PASSWORD|PASSPHRASE|PASSWD|APIKEY|PRIVATEKEY|SECRETKEY|ACCESSKEY)S?\d*$/;

/** `DBPASS`, `MYPASS`, `DBPWD`, `ROOTPW`; the folder that a shell is in, and words that end so, are none. */
const PASSWORD_AT_THE_END = /(?<!^|_|^BY|_BY|^COM|_COM|^TRES|^OLD|^SUR)(PASS|PWD)\d*$|(DB|USER|ADMIN|ROOT|MY)PW\d*$/;

/** What holds a credential among other things: addresses of databases and hooks, files of passwords, one-time passwords. */
const SECRET_AMONG_OTHERS =
  /(^|_)(DATABASE|DB|POSTGRES(QL)?|PG|MYSQL|MARIADB|MONGO(DB)?|REDIS|AMQP|RABBITMQ|WEB_?HOOK)_UR[IL]S?$|(^|_)(DSNS?|T?OTPS?|SESSIONS?|SIGNING|CONN(ECTION)?_?STR(ING)?S?)$|WEB_?HOOKS?$|PASSFILE$|EXTERNAL_FEED_ENDPOINTS$/;

/** Where it is an address, whoever knows it may post there; `SKIP_HOOKS=1` and `PRE_COMMIT_HOOK=./lint.sh` are none. */
const HOOK = /(^|_)HOOKS?(_(UR[IL]|ADDRESS|ENDPOINT)S?)?$/;

/** What `curl --user` and its like take: `USER:PASSWORD`. Two numbers are a user and a group of the machine. */
const USER_AND_PASSWORD = /(^|_)(USER(NAME)?|LOGIN|ACCOUNT|USERPWD)$/;

/**
 * An address with a password, or with a user that is one; who tells ssh the name of a user tells no secret. How far a
 * password may reach is bounded, so that a value of many addresses is not searched to its end for each.
 */
const ADDRESS_WITH_USER = /(?<!ssh):\/\/[^\s/?#@:]{1,4096}@|:\/\/[^\s/?#@:]{0,256}:[^\s@]{1,4096}@/i;

/** The same in the spellings that curl and others take: one slash or none, slashes the other way, blanks. */
const ODD_ADDRESS_WITH_USER = /(?:https?|ftps?|socks\w{0,2}):[/\\]{0,3}[^\s/?#@:\\]{0,256}:[^@\n/]{1,256}@[\w.[-]/i;

/** `USER:PASSWORD@HOST`, which a proxy may be called. */
const WITHOUT_SCHEME = /^\s*(?:\/\/)?[^\s/?#@:\\]{1,256}:(?![\\/])[^@\n]{1,256}@(?:[A-Za-z[]|\d+\.\d+\.\d+\.\d)/;

/** Settings in one text: `-Dgpg.passphrase=…`, `Username=…;Password=…`, `{"password": "…"}`, `Authorization: Bearer …`. */
const SETTING_WITH_SECRET =
  /(?:password|passwd|passphrase|secret|token|api[-_]?key|access[-_]?key|private[-_]?key)["']?\s{0,8}[=:]\s{0,8}["']?[^\s"',;)}\]]|\bauthorization["']?\s{0,8}[=:]|\b(?:bearer|basic) [\w+/=.~-]{8}|-----BEGIN [A-Z ]{0,30}PRIVATE KEY/i;

/** An address that is signed, or carries what opens it: who has it needs nothing else. Of settings, see above. */
const SIGNED_ADDRESS =
  /(?:^|[?&;])(?:sig|signature|hmac|sas|jwt|auth|x-(?:amz|goog|oss|cos|obs)-(?:signature|credential|security-token))=[^&\s"'#]{4}|[?&](?:code|key)=[^&\s"'#]{20}|:\/\/(?:hooks\.slack\.com\/(?:services|workflows|triggers)|(?:\w{1,20}\.)?discord(?:app)?\.com\/api\/webhooks|[\w.-]{1,253}\.webhook\.office\.com)\//i;

/**
 * Credentials that say what they are by how they begin: of package registries and forges (GitHub, GitLab, npm, PyPI,
 * RubyGems, crates.io, NuGet, Docker Hub, Artifactory), clouds (AWS, Google, Azure, DigitalOcean, Databricks), services
 * (Slack, Stripe, SendGrid, Shopify, Atlassian, Vault, Grafana, New Relic, Sentry, Terraform, Pulumi, OpenAI, Anthropic,
 * Hugging Face, age), and web tokens; and netrc.
 */
const KNOWN_TOKEN = new RegExp(
  `\\b(?:${[
    /gh[opusr]_\w{16}|github_pat_\w{16}|gl(?:pat|ptt|rt|cbt|dt|ft|soat|agent|imt)-[\w-]{16}|npm_\w{30}|pypi-[\w-]{40}/,
    /rubygems_[0-9a-f]{20}|cio[A-Za-z0-9]{32}\b|oy2[a-z0-9]{43}\b|dckr_[a-z]{2,4}_[\w-]{16}|AKCp\w{12}|cmVmdGtu\w{16}/,
    /(?:AKIA|ASIA)[A-Z0-9]{16}\b|AIza[\w-]{35}|ya29\.[\w-]{16}|GOCSPX-[\w-]{16}|\w{3}\dQ~[\w~.-]{31}|do[opr]_v1_[0-9a-f]{16}|dapi[0-9a-f]{32}/,
    /xox[abeprs]-[\w-]{10}|xapp-[\w-]{10}|[rs]k_(?:live|test)_\w{12}|whsec_\w{16}|SG\.[\w-]{16,64}\.[\w-]{16}|shp(?:at|ca|pa|ss)_\w{16}/,
    /AT[AC]TT3x[\w-]{16}|hv[sbr]\.[\w-]{20}|gl(?:sa|c)_[\w=]{20}|NRAK-\w{16}|sntry[su]_[\w=+/]{16}|\w{14}\.atlasv1\.|pul-[0-9a-f]{32}/,
    /sk-(?:proj|svcacct|admin|ant)-[\w-]{16}|sk-[A-Za-z0-9]{32}|hf_[A-Za-z]{24}|AGE-SECRET-KEY-1/,
    /eyJ[\w-]{8,4096}\.[\w-]{0,4096}\.[\w-]{4}/,
  ]
    .map(({ source }) => source)
    .join('|')})|\\bmachine\\s{1,8}\\S{1,253}\\s{1,8}(?:login|password)\\s`,
);

/** Their names sound like it, and they are none: sockets and programs that ask for credentials, switches. */
const NO_SECRET = /^(SSH_AUTH_SOCK|GIT_ASKPASS|SSH_ASKPASS|DESKTOP_SESSION)$/;

/** Whether a program that needs no credentials is kept from seeing a variable of this name, or with such a value. */
export function isKept(name: string, value = ''): boolean {
  // Names of variables have no case on Windows.
  const plain = name.toUpperCase();
  if (OF_THE_RUNNER.test(plain) || OF_AWS.test(plain)) return true;
  // The token that login put there for build tools that can take it no other way: a build without it has no dependencies.
  if (plain === TOKEN_VARIABLE || NO_SECRET.test(plain)) return false;
  if (OF_OURS.test(plain) || SECRET_AMONG_OTHERS.test(plain)) return true;
  // `signingInMemoryKey` as `SIGNING_IN_MEMORY_KEY`.
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();
  if ([plain, words].some((one) => SECRET_BY_NAME.test(one)) || PASSWORD_AT_THE_END.test(plain)) return true;
  return holdsSecret(plain, value);
}

/** A proxy is an address, whatever it looks like; paths are lists in which `:` and `@` mean something else. */
function holdsSecret(plain: string, value: string): boolean {
  if (ADDRESS_WITH_USER.test(value) || ODD_ADDRESS_WITH_USER.test(value) || SETTING_WITH_SECRET.test(value))
    return true;
  if (KNOWN_TOKEN.test(value) || SIGNED_ADDRESS.test(value)) return true;
  if (HOOK.test(plain) && value.includes('://')) return true;
  if (USER_AND_PASSWORD.test(plain) && /^[^\s:/\\]+:\S/.test(value) && !/^\d+:\d+$/.test(value)) return true;
  if (/(^|_)PROXY$/.test(plain) && plain !== 'NO_PROXY') return value.includes('@');
  return !/PATH$/.test(plain) && WITHOUT_SCHEME.test(value);
}

/** Names of variables that a program does not see because of what they are called or hold, and which a build may need. */
export function keptByName(
  env: Readonly<Record<string, string | undefined>>,
  pass: readonly string[] = [],
): readonly string[] {
  const seen = programEnvironment(env, pass);
  return Object.keys(env).filter((name) => {
    const plain = name.toUpperCase();
    return !Object.hasOwn(seen, name) && !OF_THE_RUNNER.test(plain) && !OF_AWS.test(plain);
  });
}

/** The variables that a program may see: all that is not kept from it, and what `pass` names. */
export function programEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  pass: readonly string[] = [],
): Record<string, string> {
  const passed = new Set(pass.map((name) => name.toUpperCase()));
  const seen: Record<string, string> = {};
  const isCopy = copiesOf(credentialValues(env));
  for (const [name, value = ''] of Object.entries(env)) {
    if (env[name] === undefined) continue;
    if (passed.has(name.toUpperCase()) || !(isKept(name, value) || isCopy(value))) seen[name] = value;
  }
  return seen;
}

/** Credentials of AWS and of the runner: a workflow may have handed one on under a name that says nothing. */
const CREDENTIALS =
  /^(AWS_(SECRET_ACCESS_KEY|SESSION_TOKEN|SECURITY_TOKEN|CONTAINER_AUTHORIZATION_TOKEN)|ACTIONS_.*_TOKEN)$/;
/** Shorter values are dummies for servers that take any, and stand in other variables by chance. */
const SHORTEST_CREDENTIAL = 16;

/**
 * Whether a value holds one of the secrets: as it is, in an address or in JSON, in hexadecimal digits, or in Base64 of
 * either alphabet, also in the middle of what was encoded (`user:SECRET`) and in lines.
 */
function copiesOf(secrets: readonly string[]): (value: string) => boolean {
  const encoded = secrets.flatMap(base64Cores);
  const digits = secrets.map((secret) => Buffer.from(secret).toString('hex'));
  return (value) => {
    if (secrets.length === 0 || value.length < SHORTEST_CREDENTIAL) return false;
    const unescaped = value
      .replaceAll('\\/', '/')
      .replace(/%([0-9a-f]{2})|\\u00([0-9a-f]{2})/gi, (_, escaped, unicode) =>
        String.fromCharCode(Number.parseInt(escaped ?? unicode, 16)),
      );
    if (secrets.some((secret) => value.includes(secret) || unescaped.includes(secret))) return true;
    const compact = unescaped.replace(/\s/g, '').replaceAll('-', '+').replaceAll('_', '/');
    if (encoded.some((core) => compact.includes(core))) return true;
    const lower = compact.toLowerCase();
    return digits.some((text) => lower.includes(text));
  };
}

/** What stands in the Base64 of every text that holds the secret, by where in a group of three bytes it begins. */
function base64Cores(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/={1,2}$/, '');
    // The first characters hold bytes of what stands before, and the last one of what stands behind.
    const first = before === 0 ? 0 : before + 1;
    return text.slice(first, (before + bytes.length) % 3 === 0 ? undefined : -1);
  });
}

function credentialValues(env: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && value.length >= SHORTEST_CREDENTIAL && CREDENTIALS.test(name.toUpperCase()) ? [value] : [],
  );
}

/** As long as a job on a hosted runner may take. */
const LONGEST_RUN_MS = 6 * 60 * 60_000;
const ANNOUNCED_AFTER_MS = 5_000;

export interface ProgramRunnerOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  readonly interrupted?: AbortSignal;
  /** Gets a line about programs that run long. */
  readonly say?: (line: string) => void;
}

/**
 * Runs programs, whose standard input is empty and which see no credentials. Rejects with the interruption when the run is interrupted meanwhile; the
 * program ends then, with everything that it started.
 */
export function createProgramRunner({
  env,
  workingDirectory,
  interrupted = new AbortController().signal,
  say = () => {},
}: ProgramRunnerOptions): ProgramRunner {
  /** A build may have needed one of them; of programs that nobody can be let see more, there is nothing to say. */
  const tellKept = (program: string, pass: readonly string[] | undefined) => {
    const names = pass === undefined ? [] : keptByName(env, pass);
    if (names.length === 0) return;
    const shown = names.slice(0, 10).join(', ');
    say(
      `${program} did not see ${shown}: by name or value, inputs or credentials; \`pass-env\` lets it see what it needs`,
    );
  };
  return async (program, args, options = {}) => {
    const merged = programEnvironment(env, options.pass);
    for (const [name, value] of Object.entries(options.env ?? {}))
      merged[name] = value instanceof Secret ? value.reveal() : value;
    const file = locate(program, merged.PATH);
    const subject = options.what ?? program;
    if (file === undefined) return { status: 127, stdout: '', stderr: `${program} was not found` };
    if (interrupted.aborted) throw interruption(interrupted, `before ${subject} was started`);
    const limit = options.timeoutMs ?? LONGEST_RUN_MS;
    let isOverdue = false;
    let cancelKill = () => {};
    const stop = () => {
      cancelKill();
      cancelKill = endProcesses({ pid: pid(), mark });
    };
    const { result, pid, mark } = execute(file, args, {
      workingDirectory: options.cwd ?? workingDirectory,
      env: merged,
      signal: interrupted,
      // It was to be ended before it was there.
      started: () => {
        if (isOverdue || interrupted.aborted) stop();
      },
    });
    const latest = Date.now() + limit;
    const cancelSay = startTimer(ANNOUNCED_AFTER_MS, () =>
      say(
        `waiting for ${options.what ?? `${program} ${args[0] ?? ''}`}: 5 s so far; ended at ${timeOfDay(latest)} if it runs that long`,
      ),
    );
    const cancelLimit = startTimer(limit, () => {
      isOverdue = true;
      stop();
    });
    interrupted.addEventListener('abort', stop, { once: true });
    try {
      const { status, stdout, stderr } = await result;
      if (interrupted.aborted) throw interruption(interrupted, `before ${subject} ended`);
      if (status !== 0) tellKept(program, options.pass);
      if (isOverdue)
        return { status: 124, stdout, stderr: `${stderr}${program} did not end within ${limit / 1000} s\n` };
      return { status, stdout, stderr };
    } catch (error) {
      if (interrupted.aborted) throw interruption(interrupted, `before ${subject} ended`, error);
      const message = error instanceof Error ? error.message : String(error);
      if (/Unable to locate executable file/.test(message))
        return { status: 127, stdout: '', stderr: `${program} was not found` };
      return { status: 126, stdout: '', stderr: message };
    } finally {
      // What was asked to end and has not is still to be ended, although the program itself is gone.
      cancelSay();
      cancelLimit();
      interrupted.removeEventListener('abort', stop);
    }
  };
}
