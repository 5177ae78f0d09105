// Scripts of the project that is packed: what they see of the job, and what they do not.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { pack } from '../../src/formats/npm/artifact/project.ts';
import { createProgramRunner, isKept, programEnvironment } from '../../src/machine/programs.ts';
import { temporaryFolders } from '../support/folders.ts';
import { recordingHost } from '../support/host.ts';

jest.setTimeout(60_000);

const folder = temporaryFolders();

/** What a step of a workflow has, with a value that is told again. */
const SECRET_NAMES = [
  ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_SECURITY_TOKEN'],
  ['AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'],
  ['ACTIONS_ID_TOKEN_REQUEST_TOKEN', 'ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_RUNTIME_TOKEN', 'ACTIONS_RESULTS_URL'],
  ['GITHUB_TOKEN', 'GH_TOKEN', 'GITHUB_ENV', 'GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_PATH', 'GITHUB_STEP_SUMMARY'],
  ['INPUT_COMMAND', 'INPUT_ROLE-TO-ASSUME', 'INPUT_PACK-ARGS', 'STATE_isPost'],
  [
    'NPM_TOKEN',
    'NODE_AUTH_TOKEN',
    'CI_JOB_TOKEN',
    'SONAR_TOKEN',
    'TWINE_PASSWORD',
    'npm_config_//registry/:_authToken',
  ],
  ['MAVEN_GPG_PASSPHRASE', 'DOCKER_PASSWORD', 'SIGNING_KEY', 'STRIPE_API_KEY', 'DEPLOY_PRIVATE_KEY', 'VAULT_SECRET'],
  ['CODEARTIFACT_HTTP_PROXY', 'CODEARTIFACT_DOMAIN', 'CODEARTIFACT_PASS_ENV', 'CODEARTIFACT_ROLE_TO_ASSUME'],
  ['DB_PASS', 'SIGN_KEY_PASS', 'MYSQL_PWD', 'SSH_KEY', 'GCP_SA_KEY', 'ENCRYPTION_KEY', 'GPG_PRIVATE', 'KEY', 'JWT'],
  [
    'DATABASE_URL',
    'CONNECTION_STRING',
    'SENTRY_DSN',
    'BEARER',
    'NPM_OTP',
    'SESSION',
    'SIGNING',
    'PGPASSFILE',
    'SLACK_WEBHOOK_URL',
  ],
  ['PASSWORD1', 'PASS1', 'DB_PASS2', 'DBPASS', 'MYPASS', 'PGPASS', 'DB_PW', 'ROOTPW', 'DBPWD', 'AUTHORIZATION'],
  ['HTTP_AUTHORIZATION', 'TLS_KEY_PEM', 'SIGN_KEY_B64', 'APP_KEY_BASE64', 'APPLE_KEY_P8', 'SA_KEY_JSON', 'PRIVATEKEY'],
  ['ORG_GRADLE_PROJECT_signingInMemoryKey', 'ORG_GRADLE_PROJECT_signingInMemoryKeyPassword', 'deployKey', 'mySecret2'],
  ['NuGetPackageSourceCredentials_acme', 'VSS_NUGET_EXTERNAL_FEED_ENDPOINTS', 'VSS_NUGET_ACCESSTOKEN'],
  ['SESSION_COOKIE', 'MY_CRED', 'AZURE_CLIENT_CREDS', 'TOKEN1', 'NPM_TOKENS', 'GPGPASSPHRASE'],
  ['MYSECRETS', 'APITOKENS', 'DBPASSWORDS', 'GH_PATS', 'API_KEYS', 'SENTRY_DSNS', 'DATABASE_URLS'],
  ['SLACK_WEBHOOK', 'SLACK_WEBHOOKS', 'MYWEBHOOK', 'WEB_HOOK_URL'],
].flat();
const PLAIN_NAMES = [
  ['PATH', 'HOME', 'JAVA_HOME', 'DOTNET_ROOT', 'NODE_OPTIONS', 'CI', 'GITHUB_SHA', 'GITHUB_REF', 'GITHUB_WORKSPACE'],
  [
    'RUNNER_TEMP',
    'RUNNER_OS',
    'AWS_REGION',
    'AWS_DEFAULT_REGION',
    'AWS_PROFILE',
    'HTTPS_PROXY',
    'NO_PROXY',
    'SSH_AUTH_SOCK',
  ],
  [
    'MAVEN_OPTS',
    'GRADLE_OPTS',
    'CODEBUILD_BUILD_ID',
    'npm_config_registry',
    'TOKENIZERS_PARALLELISM',
    'KEYBOARD',
    'MONKEY',
  ],
  [
    'AUTHOR',
    'PATTERN',
    'CODEARTIFACT_AUTH_TOKEN',
    'CODEARTIFACT_CI_PROCESS',
    'PWD',
    'OLDPWD',
    'COMPASS',
    'BYPASS',
    'NO_BYPASS',
    'MAVEN_ARGS',
    'JAVA_TOOL_OPTIONS',
    'cacheKeyboard',
    'KEYSTORE',
    'XDG_SESSION_ID',
    'OTP_VERSION',
    'DBUS_SESSION_BUS_ADDRESS',
    'DESKTOP_SESSION',
  ],
].flat();

test.each(SECRET_NAMES)('%s is kept from programs', (name) => {
  expect(isKept(name)).toBe(true);
  expect(programEnvironment({ [name]: 'x', PATH: 'y' })).toEqual({ PATH: 'y' });
  expect(programEnvironment({ [name]: 'x' }, [name.toLowerCase()])).toEqual({ [name]: 'x' });
});

test.each(PLAIN_NAMES)('%s is seen by programs', (name) => {
  expect(isKept(name)).toBe(false);
});

const USER = 'ci:hunter2-of-the-proxy@';
test.each([
  ['PIP_INDEX_URL', `https://aws:${'eyJ2ZXIiOjF9'}@my-org.example/pypi/dev/simple/`],
  ['PIP_EXTRA_INDEX_URL', `https://pypi.org/simple https://${USER}other.example/simple/`],
  ['UV_INDEX_DEV', `dev=https://${USER}other.example/simple/`],
  ['UV_DEFAULT_INDEX', `https://${'a-token-and-no-user'}@other.example/simple/`],
  ['HTTPS_PROXY', `http://${USER}proxy.example:3128`],
  ['http_proxy', `http://${USER}proxy.example:3128`],
  ['CACHE', `redis://:${'hunter2-of-the-proxy'}@cache.example:6379/0`],
  ['REMOTE', `https://ci:hunter2/of#the?proxy@git.example/x`],
  ['HTTPS_PROXY', `${USER}proxy.example:8080`],
  ['ALL_PROXY', `//${USER}proxy.example`],
  ['http_proxy', `http:/${USER}proxy.example`],
  ['HTTP_PROXY', `http:${USER}proxy.example`],
  ['HTTPS_PROXY', `http:\\\\${USER}proxy.example`],
  ['HTTPS_PROXY', `http://ci:hunter2 of the proxy@proxy.example`],
  ['CACHE', `http:/${USER}cache.example`],
  ['CACHE', `//${USER}cache.example`],
  ['CACHE', `${USER}10.0.0.1:80`],
])('an address with a user is kept from programs, whatever it is called: %s', (name, value) => {
  expect(programEnvironment({ [name]: value, PATH: 'y' })).toEqual({ PATH: 'y' });
  expect(programEnvironment({ [name]: value }, [name])).toEqual({ [name]: value });
});

test.each([
  ['HTTPS_PROXY', 'http://proxy.example:3128'],
  ['PIP_INDEX_URL', 'https://my-org.example/pypi/dev/simple/'],
  ['npm_config_registry', 'https://my-org.example/npm/dev/@acme/utils'],
  ['REMOTE', 'ssh://git@github.com/acme/utils.git'],
  ['GIT_AUTHOR_EMAIL', 'jane@acme.example'],
  ['NO_PROXY', 'localhost,10.0.0.0/8'],
  ['HTTPS_PROXY', 'proxy.example:3128'],
  ['PATH', '/opt/python@3.12/bin:/usr/bin'],
  ['CLASSPATH', 'a.jar:b@c.jar'],
  ['GIT_REMOTE', 'git@github.com:acme/utils.git'],
  ['MESSAGE', 'see https://x.example:8080/a or write to jane@acme.example'],
])('an address without one is seen: %s', (name, value) => {
  expect(programEnvironment({ [name]: value })).toEqual({ [name]: value });
});

test.each([
  ['MAVEN_ARGS', '-Dgpg.passphrase=hunter2-of-the-proxy -B'],
  ['JAVA_TOOL_OPTIONS', '-Xmx1g -Dhttp.proxyPassword=hunter2-of-the-proxy'],
  ['FEEDS', '{"endpointCredentials": [{"endpoint": "https://x", "password": "hunter2-of-the-proxy"}]}'],
  ['SOURCE', 'Username=ci;Password=hunter2-of-the-proxy'],
  ['CURL_ARGS', '-H "Authorization: Basic Y2k6aHVudGVyMg=="'],
  ['HEADER', 'Bearer hunter2-of-the-proxy'],
  ['PEM', '-----BEGIN RSA PRIVATE KEY-----\nx'],
])('a secret among settings is kept from programs: %s', (name, value) => {
  expect(programEnvironment({ [name]: value, PATH: 'y' })).toEqual({ PATH: 'y' });
});

test.each([
  ['MAVEN_ARGS', '-B -Dmaven.test.skip=true'],
  ['JAVA_TOOL_OPTIONS', '-Xmx1g -Dfile.encoding=UTF-8'],
  ['NODE_OPTIONS', '--max-old-space-size=4096 --require ./tokenizer.js'],
  ['MESSAGE', 'tokens are renewed, passwords are not'],
  ['CERTIFICATE', '-----BEGIN CERTIFICATE-----\nx'],
])('settings without one are seen: %s', (name, value) => {
  expect(programEnvironment({ [name]: value })).toEqual({ [name]: value });
});

test('a value of very many addresses is looked through in time in proportion to its length', () => {
  const begun = process.cpuUsage();
  for (const part of [
    '://a',
    '://:',
    '://a:',
    ':',
    'http:',
    'http:a:',
    'password ',
    'basic ',
    'token="',
    'a:b',
    '\\\\',
    '?sig=a',
    '%2',
    'eyJaaaaaaaa-',
    'SG.',
    'abcdefghijklmnop',
  ])
    programEnvironment({ X: part.repeat(40_000), AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/an/example/key+1' });
  expect(process.cpuUsage(begun).user / 1_000_000).toBeLessThan(10);
});

/** Packs a project whose scripts write down what they see. */
async function packed(packing: { ignoreScripts: boolean; passEnv: string[] }) {
  const place = folder();
  const project = join(place, 'project');
  mkdirSync(project);
  const scripts = Object.fromEntries(
    ['prepack', 'prepare', 'postpack'].map((name) => [
      name,
      `node -e "require('fs').writeFileSync('${name}.json', JSON.stringify(process.env))"`,
    ]),
  );
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({ name: '@acme/scripted', version: '1.0.0', files: [], scripts }),
  );
  const host = recordingHost({ folder: place });
  const secrets = Object.fromEntries(SECRET_NAMES.map((name, index) => [name, `value-${index}-of-a-secret`]));
  const said: string[] = [];
  const run = createProgramRunner({
    env: { PATH: process.env.PATH, HOME: place, GITHUB_SHA: 'abc', ...secrets },
    workingDirectory: place,
    say: (line) => said.push(line),
  });
  await pack(project, join(place, 'out'), { ...host, run }, packing);
  host.close();
  const seen = (name: string): Record<string, string> | undefined => {
    try {
      return JSON.parse(readFileSync(join(project, `${name}.json`), 'utf8'));
    } catch {
      return undefined;
    }
  };
  return { seen, said };
}

test('scripts of an npm project see no credential, no runner token, no command file and no input', async () => {
  const { seen } = await packed({ ignoreScripts: false, passEnv: [] });
  for (const script of ['prepack', 'prepare', 'postpack']) {
    expect(seen(script)).toMatchObject({ GITHUB_SHA: 'abc' });
    expect(JSON.stringify(seen(script))).not.toMatch(/value-\d+-of-a-secret/);
  }
});

test('what is named is passed, and nothing else', async () => {
  const { seen } = await packed({ ignoreScripts: false, passEnv: ['SONAR_TOKEN'] });
  const found = JSON.stringify(seen('prepack')).match(/value-\d+-of-a-secret/g);
  expect(found).toEqual([`value-${SECRET_NAMES.indexOf('SONAR_TOKEN')}-of-a-secret`]);
});

test('with `ignore-scripts` none of them runs', async () => {
  const { seen } = await packed({ ignoreScripts: true, passEnv: [] });
  expect(['prepack', 'prepare', 'postpack'].map(seen)).toEqual([undefined, undefined, undefined]);
});

test('a build that fails is told what it did not see', async () => {
  const place = folder();
  const said: string[] = [];
  const run = createProgramRunner({
    env: { PATH: process.env.PATH, SIGNING_PASSWORD: 'x', GITHUB_TOKEN: 'y', INPUT_COMMAND: 'publish' },
    workingDirectory: place,
    say: (line) => said.push(line),
  });
  await run('sh', ['-c', 'exit 1'], { pass: [] });
  expect(said).toEqual([
    'sh did not see SIGNING_PASSWORD, GITHUB_TOKEN: by name or value, inputs or credentials; `pass-env` lets it see what it needs',
  ]);
  await run('sh', ['-c', 'exit 1']);
  expect(said).toHaveLength(1);
});

/** The ways in which people hand a secret on. */
function copiesOf(secret: string): string[] {
  const basic = ['', 'u:', 'ci:', '{"key":"', 'key=\n'].flatMap((before) =>
    ['', '"', 'xy', '\n'].map((after) => Buffer.from(`${before}${secret}${after}`)),
  );
  const lines = (text: string) => text.replace(/.{20}/g, '$&\n');
  return [
    encodeURIComponent(secret),
    encodeURIComponent(secret).replace(/%../g, (one) => one.toLowerCase()),
    secret.replaceAll('/', '\\/'),
    JSON.stringify(secret).replaceAll('+', '\\u002b'),
    Buffer.from(secret).toString('hex'),
    Buffer.from(secret).toString('hex').toUpperCase(),
    ...basic.flatMap((bytes) => [
      bytes.toString('base64'),
      bytes.toString('base64url'),
      lines(bytes.toString('base64')),
      encodeURIComponent(bytes.toString('base64')),
    ]),
  ];
}

/** What builds have in their environment and need. */
const HARMLESS: Readonly<Record<string, string>> = {
  PATH: '/opt/python@3.12/bin:/usr/local/sbin:/usr/bin',
  HOME: '/home/runner',
  USER: 'runner',
  LOGNAME: 'runner',
  USERNAME: 'ACME\\runner',
  DOCKER_USER: '1000:1000',
  SHELL: '/bin/bash',
  LANG: 'en_US.UTF-8',
  LC_ALL: 'C.UTF-8',
  TERM: 'xterm-256color',
  TMPDIR: '/tmp',
  TZ: 'Europe/Zurich',
  CI: 'true',
  GITHUB_ACTIONS: 'true',
  GITHUB_ACTOR: 'octocat',
  GITHUB_API_URL: 'https://api.github.com',
  GITHUB_EVENT_NAME: 'push',
  GITHUB_EVENT_PATH: '/home/runner/work/_temp/_github_workflow/event.json',
  GITHUB_REF: 'refs/tags/v1.2.3',
  GITHUB_REPOSITORY: 'acme/utils',
  GITHUB_RUN_ID: '1658821493',
  GITHUB_SHA: 'ffac537e6cbbf934b08745a378932722df287a53',
  RUNNER_TEMP: '/home/runner/work/_temp',
  AWS_REGION: 'eu-central-1',
  CODEBUILD_WEBHOOK_EVENT: 'PUSH',
  CODEBUILD_WEBHOOK_TRIGGER: 'tag/v1.2.3',
  JAVA_HOME: '/usr/lib/jvm/temurin-21',
  JAVA_TOOL_OPTIONS: '-Dfile.encoding=UTF-8 -Djava.awt.headless=true',
  MAVEN_OPTS: '-Xmx2g -Dorg.slf4j.simpleLogger.log.org.apache.maven=warn',
  MAVEN_ARGS: '-B -ntp',
  GRADLE_OPTS: '-Dorg.gradle.daemon=false',
  GRADLE_USER_HOME: '/home/runner/.gradle',
  PYTHONPATH: 'src:tests',
  PYTHONHASHSEED: '0',
  VIRTUAL_ENV: '/home/runner/.venv',
  PIP_INDEX_URL: 'https://my-org-111122223333.d.codeartifact.eu-central-1.amazonaws.com/pypi/dev/simple/',
  UV_INDEX_URL: 'https://pypi.org/simple?page=2&sort=key',
  NODE_OPTIONS: '--max-old-space-size=4096 --require ./tokenizer.js',
  NODE_ENV: 'production',
  npm_config_registry: 'https://my-org.example/npm/dev/',
  npm_config_cache: '/home/runner/.npm',
  NPM_CONFIG_USERCONFIG: '/home/runner/.npmrc',
  HUSKY_SKIP_HOOKS: '1',
  PRE_COMMIT_HOOK: './lint.sh',
  CC: 'ccache gcc',
  CXX: 'g++',
  CFLAGS: '-O2 -g -DKEY_MAX=3 -I/usr/include',
  LDFLAGS: '-Wl,-rpath,/opt/lib',
  LD_LIBRARY_PATH: '/opt/lib:/usr/lib',
  PKG_CONFIG_PATH: '/opt/lib/pkgconfig',
  MAKEFLAGS: '-j4',
  CMAKE_PREFIX_PATH: '/opt/qt;/opt/boost',
  GOPATH: '/home/runner/go',
  GOFLAGS: '-mod=readonly',
  GOPROXY: 'https://proxy.golang.org,direct',
  CARGO_HOME: '/home/runner/.cargo',
  RUSTFLAGS: '-C target-cpu=native',
  DOTNET_ROOT: '/usr/share/dotnet',
  DOTNET_CLI_TELEMETRY_OPTOUT: '1',
  NUGET_PACKAGES: '/home/runner/.nuget/packages',
  ANDROID_HOME: '/usr/local/lib/android/sdk',
  SOURCE_DATE_EPOCH: '1767225600',
  HTTP_PROXY: 'http://proxy.example:3128',
  HTTPS_PROXY: 'proxy.example:3128',
  NO_PROXY: 'localhost,127.0.0.1,.example',
  SSH_AUTH_SOCK: '/tmp/ssh-agent.sock',
  GIT_AUTHOR_EMAIL: 'jane@acme.example',
  VERSION: '1.2.3-sk-1+build.5',
  IMAGE: 'registry.example/acme/utils@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  CODEARTIFACT_AUTH_TOKEN: `eyJ2ZXIiOjEsImlzdSI6MTU5${'a'.repeat(20)}.${'b'.repeat(16)}.${'c'.repeat(30)}`,
};

test('what builds need is seen, beside credentials too', () => {
  const credentials = {
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/an/example/key+1',
    AWS_SESSION_TOKEN: 'IQoJb3JpZ2luX2VjEExample'.repeat(20),
  };
  expect(programEnvironment({ ...HARMLESS, ...credentials })).toEqual(HARMLESS);
});

test('a credential under another name is kept from programs as well, alone or among other things', () => {
  const key = 'wJalrXUtnFEMI/K7MDENG/an/example/key+1';
  const env = {
    AWS_SECRET_ACCESS_KEY: key,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request-token-of-the-job',
    COPY_OF: key,
    SETTINGS_JSON: JSON.stringify({ a: { value: key } }),
    FOR_LATER: 'request-token-of-the-job',
    GREETING: 'hello',
  };
  expect(programEnvironment(env)).toEqual({ GREETING: 'hello' });
  expect(programEnvironment(env, ['COPY_OF'])).toEqual({ GREETING: 'hello', COPY_OF: key });
  for (const copy of copiesOf(key))
    for (const value of [copy, `a ${copy} b`])
      expect(programEnvironment({ AWS_SECRET_ACCESS_KEY: key, COPY: value, X: 'y' })).toEqual({ X: 'y' });
  // A dummy for a server that takes any stands in other words by chance.
  expect(programEnvironment({ AWS_SECRET_ACCESS_KEY: 'test', GREETING: 'a test' })).toEqual({ GREETING: 'a test' });
});

test.each([
  'ghp_0123456789abcdefghijABCDEFGHIJ012345',
  'a glpat-0123456789abcdefghij at its end',
  'npm_0123456789abcdefghijABCDEFGHIJ012345',
  'sk_live_0123456789abcdef',
  'xoxb-0123456789-abcdef',
  'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJleGFtcGxlIn0.c2lnbmF0dXJl',
  'machine registry.example login me password pw',
])('a value that says what it is is kept from programs under any name: %s', (value) => {
  expect(isKept('GREETING', value)).toBe(true);
});
test.each([
  ['Artifactory', `AKCp8${'abcdefgh'.repeat(8)}`],
  ['OpenAI', `sk-proj-${'abcdefgh'.repeat(4)}`],
  ['Anthropic', `sk-ant-api03-${'abcdefgh'.repeat(4)}`],
  ['SendGrid', `SG.${'abcdefgh'.repeat(3)}.${'abcdefgh'.repeat(5)}`],
  ['Hugging Face', `hf_${'abcdEFGH'.repeat(4)}`],
  ['Google', `AIza${'abcde'.repeat(7)}`],
  ['RubyGems', `rubygems_${'0123456789abcdef'.repeat(3)}`],
  ['NuGet', `oy2${'abcde0123456789'.repeat(3).slice(0, 43)}`],
  ['crates.io', `cio${'abcdEFGH'.repeat(4)}`],
  ['Docker Hub', `dckr_pat_${'abcdefgh'.repeat(3)}`],
  ['Vault', `hvs.${'abcdefgh'.repeat(3)}`],
  ['age', `AGE-SECRET-KEY-1${'Q'.repeat(58)}`],
  ['an access key of AWS', 'AKIAIOSFODNN7EXAMPLE'],
  ['an encrypted web token', `eyJ2ZXIiOjEsImlzdSI6MTU5${'a'.repeat(20)}..${'b'.repeat(16)}.${'c'.repeat(30)}`],
])('a token of %s is kept from programs under any name, alone and among other things', (_, value) => {
  expect(isKept('GREETING', value)).toBe(true);
  expect(isKept('GREETING', `--with=${value} --more`)).toBe(true);
});

test.each([
  ['a shared access signature', 'https://x.blob.core.windows.net/c?sv=2020-08-04&se=2030&sig=abcd%3D'],
  ['the same without its address', 'sv=2020-08-04&sig=AAAAAAAAAAAAAAAAA%3D'],
  ['a presigned address', 'https://b.s3.amazonaws.com/k?X-Amz-Expires=60&X-Amz-Signature=deadbeef'],
  ['a signed address of Google', 'https://storage.googleapis.com/b/o?X-Goog-Signature=deadbeef'],
  ['a token in an address', 'https://x.example/?token=abcdef'],
  ['a key in an address', `https://x.example/run?code=${'abcdefgh'.repeat(3)}`],
  ['a hook', 'https://hooks.slack.com/services/T0/B0/XXXXXXXXXXXXXXXX'],
  ['another hook', 'https://discord.com/api/webhooks/1/abc'],
])('%s is kept from programs under any name', (_, value) => {
  expect(isKept('GREETING', value)).toBe(true);
});

test.each([
  ['SLACK_HOOK', 'https://chat.example/post/here'],
  ['DEPLOY_HOOK_URL', 'https://deploy.example/now'],
  ['CURL_USER', 'user:hunter2'],
  ['UPLOADER_LOGIN', 'user:hunter2'],
])('%s=%s is kept from programs', (name, value) => {
  expect(isKept(name, value)).toBe(true);
});

test.each(['machine learning', 'npm_config', 'pypi-server', 'eyJ', 'a.b.c'])('%j says nothing', (value) => {
  expect(isKept('GREETING', value)).toBe(false);
});
