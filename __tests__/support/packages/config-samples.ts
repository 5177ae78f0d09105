// Configuration files as people have them, generated: comments, odd spacing, doubled keys, line ends, marks.

/** A generator of numbers in [0, 1) that gives the same row for the same seed. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
}

export const pick = <T>(items: readonly T[], next: () => number): T => items[Math.floor(next() * items.length)] as T;

export type Kind =
  | 'npmrc'
  | 'configparser'
  | 'netrc'
  | 'toml'
  | 'yaml'
  | 'gem'
  | 'settings'
  | 'nuget'
  | 'properties'
  | 'json'
  | 'bundle';

/** By the name of the file. Undefined for files that are ours alone. */
export function kindOf(path: string): Kind | undefined {
  const name = path.split(/[\\/]/).at(-1) ?? '';
  if (name.includes('codeartifact-ci')) return undefined;
  const kinds: readonly [RegExp, Kind][] = [
    [/^\.npmrc$/, 'npmrc'],
    [/^(pip\.(conf|ini)|\.pypirc)$/, 'configparser'],
    [/^[._]netrc$/, 'netrc'],
    [/\.toml$/, 'toml'],
    [/\.yml$/, 'yaml'],
    [/^(\.gemrc|credentials)$/, 'gem'],
    [/^settings\.xml$/, 'settings'],
    [/^NuGet\.Config$/i, 'nuget'],
    [/\.properties$/, 'properties'],
    [/\.json$/, 'json'],
    [/^config$/, 'bundle'],
  ];
  return kinds.find(([pattern]) => pattern.test(name))?.[1];
}

// Blocks that may stand in any order and number; a block is whole lines.
const BLOCKS: Readonly<Record<Exclude<Kind, 'settings' | 'nuget' | 'json'>, readonly (readonly string[])[]>> = {
  npmrc: [
    ['; my settings'],
    ['# registry=https://commented.example/'],
    ['registry = https://old.example/npm/  '],
    ['@other:registry=https://other.example/'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: npm's own spelling of a variable
    ['//other.example/:_authToken=${OTHER_TOKEN}'],
    ['fund=false'],
    ['  audit =  false'],
    [''],
    ['cache[]=a', 'cache[]=b'],
  ],
  configparser: [
    ['# head'],
    ['[global]', 'timeout = 60', 'index-url = https://old.example/simple', '; why'],
    ['[install]', 'no-compile=yes', 'trusted-host =', '    a.example', '    b.example'],
    ['[distutils]', 'index-servers =', '  pypi', '  old'],
    ['[old]', 'repository: https://old.example/', 'username: me', ''],
    [''],
  ],
  netrc: [
    ['# mine'],
    ['machine other.example login me password p#w'],
    ['machine two.example', '  login you', '\tpassword secret'],
    ['macdef init', 'cd /tmp', ''],
    [''],
  ],
  toml: [
    ['# head', 'native-tls = true'],
    ['[net]', 'retry = 3 # often', 'git-fetch-with-cli = true'],
    ['[registries.other]', 'index = "sparse+https://other.example/"', ''],
    ['[http-basic.other]', 'username = "me"', 'password = "pw" # theirs'],
    [''],
    ['# a comment', '[pip]', 'generate-hashes = true'],
  ],
  yaml: [
    ['# head'],
    ['npmRegistryServer: "https://old.example" # old'],
    ['npmScopes:', '  other:', '    npmRegistryServer: https://other.example', '', '  # last'],
    ['enableTelemetry: false'],
    ['npmRegistries:', '  "//other.example":', '    npmAuthToken: abc'],
    ['unsafeHttpWhitelist: [a.example, b.example]'],
    ['plugins:', '- path: .yarn/x.cjs', '  spec: "x"'],
    [''],
  ],
  gem: [
    ['# head'],
    ['---'],
    [':sources:', '- https://gems.example/', '  # more'],
    [':backtrace: false'],
    ['gem: "--no-document"'],
    [':rubygems_api_key: abcdef'],
    [''],
  ],
  properties: [
    ['# head'],
    ['org.gradle.jvmargs=-Xmx2g \\', '  -Dfile.encoding=UTF-8'],
    ['! old style'],
    ['mine.password : pw'],
    ['org.gradle.daemon = false'],
    [''],
  ],
  bundle: [['BUNDLE_PATH: "vendor/bundle"'], ['BUNDLE_JOBS: "4"'], ['BUNDLE_WITHOUT: "development:test"']],
};

const TREES: Readonly<
  Record<'settings' | 'nuget' | 'json', { open: string[]; close: string[]; blocks: readonly (readonly string[])[] }>
> = {
  settings: {
    open: ['<?xml version="1.0"?>', '<!-- <servers><server><id>codeartifact</id></server></servers> -->', '<settings>'],
    close: ['</settings>'],
    blocks: [
      ['  <!-- ours -->'],
      ['  <localRepository>/tmp/m2</localRepository>'],
      [
        '  <servers>',
        '    <server>',
        '      <id>other</id><password>{COQLCE6DU6GtcS5P=}</password>',
        '    </server> <!-- encrypted -->',
        '  </servers>',
      ],
      ['\t<profiles>', '\t\t<profile><id>mine</id></profile>', '\t</profiles>'],
      ['  <activeProfiles/>'],
      ['  <mirrors></mirrors>'],
      [''],
    ],
  },
  nuget: {
    open: ['<?xml version="1.0" encoding="utf-8"?>', '<configuration>'],
    close: ['</configuration>'],
    blocks: [
      ['  <!-- <packageSources /> -->'],
      [
        '  <packageSources>',
        '    <clear />',
        "    <add key='other' value='https://other.example/v3/index.json' />",
        '  </packageSources>',
      ],
      [
        '  <packageSourceMapping>',
        '    <packageSource key="other"><package pattern="*" /></packageSource>',
        '  </packageSourceMapping>',
      ],
      [
        '  <packageSourceCredentials><other><add key="Password" value="AQAAANCMnd8" /></other></packageSourceCredentials>',
      ],
      ['  <disabledPackageSources><add key="My-Org/Shared" value="true" /></disabledPackageSources>'],
      ['  <config><add key="x" value="y"/></config>'],
    ],
  },
  json: {
    open: ['{'],
    close: ['  "version" : 1', '}'],
    blocks: [
      [
        '  "registries" : {',
        '    "[default]" : { "url" : "https://old.example/" },',
        '    "other" : {',
        '      "url" : "https://other.example/"',
        '    }',
        '  },',
      ],
      ['  "authentication" : {},'],
    ],
  },
};

/** A file of that kind; each block at most once, except where the kind allows more. */
export function sample(kind: Kind, next: () => number): string {
  const isTree = kind === 'settings' || kind === 'nuget' || kind === 'json';
  const blocks = isTree ? TREES[kind].blocks : BLOCKS[kind];
  const chosen = shuffled(blocks, next).filter(() => next() < 0.7);
  // Tables and document marks have to keep an order of their own.
  const ordered = kind === 'toml' || kind === 'gem' ? blocks.filter((block) => chosen.includes(block)) : chosen;
  const lines = isTree ? [...TREES[kind].open, ...ordered.flat(), ...TREES[kind].close] : ordered.flat();
  const isYamlDocument = kind === 'gem' && lines.filter((line) => line === '---').length > 0;
  return (isYamlDocument ? ['---', ...lines.filter((line) => line !== '---')] : lines).join('\n');
}

/** How the text lies on the disk. */
export interface Dress {
  readonly name: string;
  dress(text: string): Buffer;
}

const crlf = (text: string) => text.replaceAll('\n', '\r\n');
const ended = (text: string) => (text === '' || text.endsWith('\n') ? text : `${text}\n`);

export const DRESSES: readonly Dress[] = [
  { name: 'plain', dress: (text) => Buffer.from(ended(text)) },
  { name: 'no last line end', dress: (text) => Buffer.from(text) },
  { name: 'CRLF', dress: (text) => Buffer.from(crlf(ended(text))) },
  { name: 'CRLF with mark', dress: (text) => Buffer.from(`\uFEFF${crlf(ended(text))}`) },
  { name: 'UTF-16 with mark', dress: (text) => Buffer.from(`\uFEFF${crlf(ended(text))}`, 'utf16le') },
  { name: 'UTF-16 big-endian', dress: (text) => Buffer.from(`\uFEFF${ended(text)}`, 'utf16le').swap16() },
  { name: 'Latin-1', dress: (text) => Buffer.from(ended(text).replace('# head', '# h\u00e9ad'), 'latin1') },
];

function shuffled<T>(items: readonly T[], next: () => number): T[] {
  return items
    .map((item) => ({ item, at: next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
