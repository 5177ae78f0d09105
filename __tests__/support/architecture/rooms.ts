// What each folder below src may touch. Everything that is not named here is forbidden: folders of ours, packages,
// modules of Node.js, and ambient names beyond those of the language.
//
// `*` in a key stands for one format; in a list it stands for the same one. A trailing `/**` means every folder below.

import { EXPRESSION } from './read-source.ts';

export interface Room {
  readonly rooms: readonly string[];
  readonly packages?: readonly string[];
  /** Without `node:`. */
  readonly node?: readonly string[];
  readonly ambient?: readonly string[];
}

const WORDS = ['core/errors', 'core/model', 'core/ports'];
const SHARED = ['formats/shared', 'formats/shared/text', 'formats/shared/archive'];
const OPERATION = [...WORDS, 'core/calls', 'core/documents'];
const REGISTRY = ['core/model', 'core/ports', 'local/registry', 'local/registry/records'];

export const ROOMS: Readonly<Record<string, Room>> = {
  // The core: words, rules, operations. No IO, no process, no SDK.
  'core/errors': { rooms: ['core/text'] },
  'core/model': {
    rooms: ['core/errors', 'core/text'],
    node: ['util'],
    ambient: ['Buffer', 'URL', 'decodeURIComponent', 'encodeURIComponent'],
  },
  'core/text': { rooms: ['core/model'], packages: ['yaml'], ambient: ['Buffer', 'URL'] },
  'core/ports': { rooms: ['core/errors', 'core/model', 'core/text'], ambient: ['Buffer'] },
  'core/inputs': {
    rooms: ['core/errors', 'core/model', 'core/ports', 'core/text'],
    node: ['path'],
    packages: ['smol-toml'],
    ambient: ['URL'],
  },
  'core/calls': { rooms: ['core/errors', 'core/ports'], node: ['events'], ambient: ['AbortController'] },
  'core/documents': { rooms: [...WORDS, 'core/text'], node: ['crypto'], ambient: ['Buffer', 'TextDecoder'] },
  'core/operations/repository': { rooms: OPERATION, node: ['crypto'] },
  'core/operations/dist-tags': {
    rooms: [...OPERATION, 'core/text', 'core/operations/repository'],
    packages: ['semver/functions/lt.js', 'semver/functions/parse.js'],
  },
  'core/operations/login': {
    rooms: [...WORDS, 'core/calls', 'core/text', 'core/operations/login/records'],
    node: ['crypto', 'path'],
    ambient: ['AbortController', 'Buffer', 'URL'],
  },
  /** What a login leaves for logout: where, under which lock, and when nobody will come for it. */
  'core/operations/login/records': {
    rooms: [...WORDS, 'core/calls', 'core/text'],
    node: ['path'],
    ambient: ['Buffer'],
  },
  'core/operations/publish': {
    rooms: [
      ...OPERATION,
      'core/text',
      'core/operations/dist-tags',
      'core/operations/publish/files',
      'core/operations/publish/packing',
      'core/operations/repository',
    ],
    node: ['path'],
  },
  /** Files of a folder, and what became of each. */
  'core/operations/publish/files': { rooms: ['core/model', 'core/ports'], node: ['path'] },
  /** Projects that are packed by their own tools. */
  'core/operations/publish/packing': { rooms: ['core/ports', 'core/operations/publish/files'], node: ['path'] },
  'core/operations/rollback': {
    rooms: [...OPERATION, 'core/operations/dist-tags', 'core/operations/repository', 'core/operations/rollback/undo'],
  },
  /** What journals and records tell of a run, and of those after it: what is to be undone. Reads only. */
  'core/operations/rollback/undo': {
    rooms: [...OPERATION, 'core/operations/dist-tags', 'core/operations/repository'],
    ambient: ['Buffer'],
  },
  'core/operations/promote': {
    rooms: [
      ...OPERATION,
      'core/text',
      'core/operations/dist-tags',
      'core/operations/publish',
      'core/operations/repository',
      'core/operations/rollback',
      'core/operations/rollback/undo',
    ],
  },
  'core/operations/retire': {
    rooms: [...OPERATION, 'core/text', 'core/operations/dist-tags', 'core/operations/repository'],
  },
  'core/operations/doctor': {
    rooms: [
      ...OPERATION,
      'core/text',
      'core/operations/dist-tags',
      'core/operations/login',
      'core/operations/repository',
    ],
    ambient: ['URL'],
  },

  // Formats. A client half and a server half share names, and what is read out of built files.
  'formats/*/names': {
    rooms: ['core/model', 'core/ports', 'formats/shared/text'],
    packages: ['picomatch', 'semver/**'],
    ambient: ['decodeURIComponent', 'encodeURIComponent'],
  },
  'formats/*/artifact': {
    rooms: [...WORDS, 'core/text', ...SHARED, 'formats/shared/companions', 'formats/*/names'],
    node: ['crypto', 'path', 'url'],
    packages: ['hash-wasm', 'hash-wasm/dist/blake2b.umd.min.js', 'smol-toml'],
    ambient: ['decodeURIComponent'],
  },
  'formats/*/configure': {
    rooms: [
      'core/model',
      'core/ports',
      'core/text',
      'formats/shared',
      'formats/shared/text',
      'formats/shared/values',
      'formats/*/names',
    ],
    packages: ['picomatch', 'smol-toml', 'yaml'],
    ambient: ['Buffer', 'URL', 'encodeURIComponent'],
  },
  'formats/*/publish': {
    rooms: [...WORDS, 'core/text', 'formats/shared', 'formats/shared/text', 'formats/*/names', 'formats/*/artifact'],
    node: ['crypto'],
    ambient: ['Buffer', 'URL', 'decodeURIComponent', 'encodeURIComponent'],
  },
  'formats/*/serve': {
    rooms: ['core/model', 'core/ports', 'core/text', ...SHARED, 'formats/*/names', 'formats/*/artifact'],
    packages: ['@fastify/busboy', 'htmlparser2'],
    node: ['stream', 'zlib'],
    ambient: ['Buffer', 'URL', 'decodeURIComponent', 'encodeURIComponent'],
  },
  // A format's own folder puts it together. One of a dozen files or fewer has no folders of its own, so that it may do
  // here what the others do in theirs; `serve.ts` and `publish.ts` still know nothing of each other (rules.ts).
  'formats/*': {
    rooms: [
      ...WORDS,
      ...SHARED,
      'core/text',
      'formats/shared/companions',
      'formats/*/names',
      'formats/*/artifact',
      'formats/*/configure',
      'formats/*/publish',
    ],
    packages: ['semver/**', 'smol-toml', 'yaml', '@fastify/busboy', 'htmlparser2'],
    node: ['crypto', 'path', 'stream', 'zlib'],
    ambient: ['Buffer', 'URL', 'decodeURIComponent', 'encodeURIComponent'],
  },
  'formats/shared': {
    rooms: [...WORDS, 'core/text', 'formats/shared/text'],
    node: ['crypto', 'path'],
    ambient: ['Buffer', 'URL'],
  },
  'formats/shared/text': {
    rooms: ['core/text'],
    packages: ['@decimalturn/toml-patch', '@rgrove/parse-xml', 'smol-toml', 'yaml'],
    ambient: ['Buffer', 'TextDecoder'],
  },
  /** What files say, whoever wrote their lines. */
  'formats/shared/values': {
    rooms: ['core/text', 'formats/shared/text'],
    packages: ['@decimalturn/toml-patch', 'smol-toml', 'yaml'],
  },
  'formats/shared/archive': {
    rooms: ['core/errors', 'core/ports'],
    packages: ['tar-stream', 'yauzl'],
    node: ['crypto', 'stream', 'zlib'],
    ambient: ['Buffer', 'Uint16Array', 'Uint32Array'],
  },
  /** Files that stand beside built files and speak of them. */
  'formats/shared/companions': {
    rooms: ['core/model', 'core/ports', 'formats/shared'],
    node: ['crypto'],
    ambient: ['Buffer'],
  },
  /** The maps of formats: one line each. */
  formats: { rooms: ['core/model', 'core/ports', 'core/text', 'formats/**'] },

  // Hosts and the service.
  machine: {
    rooms: [...WORDS, 'core/calls', 'core/text', 'machine/connections', 'machine/identity'],
    packages: ['@actions/io', 'tinyglobby'],
    node: [
      'async_hooks',
      'crypto',
      'diagnostics_channel',
      'fs',
      'fs/promises',
      'http',
      'net',
      'os',
      'path',
      'stream',
      'util',
    ],
    ambient: ['AbortController', 'Buffer', 'URL', 'process'],
  },
  /** Which machine and user this is, and which process a job stands and falls with. */
  'machine/identity': { rooms: ['core/ports'], node: ['fs', 'os'], ambient: ['process'] },
  /** How an address is reached: proxies, and which certificates are trusted. */
  'machine/connections': {
    rooms: [...WORDS, 'core/text', 'machine'],
    packages: ['agent-base'],
    node: ['crypto', 'http', 'https', 'net', 'tls'],
    ambient: ['Buffer', 'URL', 'encodeURIComponent'],
  },
  aws: {
    rooms: [...WORDS, 'core/calls', 'core/inputs', 'core/text', 'aws/chain', 'aws/endpoints'],
    packages: [
      '@aws-sdk/client-codeartifact',
      '@aws-sdk/client-sts',
      '@smithy/core/protocols',
      '@smithy/core/retry',
      'jose',
    ],
    node: ['stream'],
    ambient: ['Buffer', 'URL', 'encodeURIComponent'],
  },
  'aws/chain': {
    rooms: [...WORDS, 'core/calls', 'core/text', 'aws'],
    packages: [
      '@aws-sdk/credential-provider-login',
      '@aws-sdk/credential-provider-sso',
      '@smithy/credential-provider-imds',
    ],
  },
  /** Where services are called, and whether an answer may be believed. */
  'aws/endpoints': {
    rooms: [...WORDS, 'core/text', 'aws'],
    packages: ['@aws-sdk/core/client'],
    ambient: ['URL'],
  },

  // Commands and surfaces.
  'commands/definition': { rooms: ['core/inputs', 'core/model', 'core/ports', 'core/operations/login'] },
  'commands/registry': {
    rooms: [
      ...WORDS,
      'core/text',
      'core/documents',
      'core/inputs',
      'core/operations/login',
      'core/operations/repository',
      'aws',
      'formats',
      'commands/definition',
    ],
    node: ['path'],
  },
  'commands/report': {
    rooms: [
      'core/model',
      'core/text',
      'core/ports',
      'core/documents',
      'core/inputs',
      'core/operations/dist-tags',
      'core/operations/promote',
      'core/operations/publish',
      'core/operations/retire',
    ],
  },
  /** Versions that uploads left Unfinished: the part of `publish` that finishes them, and what tells who left them. */
  'commands/unfinished': {
    rooms: [
      ...WORDS,
      'core/documents',
      'core/inputs',
      'core/operations/promote',
      'core/operations/publish',
      'core/operations/repository',
      'core/operations/rollback/undo',
      'aws',
      'commands/definition',
      'commands/registry',
      'commands/report',
    ],
  },
  commands: {
    rooms: [
      ...WORDS,
      'core/text',
      'core/calls',
      'core/documents',
      'core/inputs',
      'core/operations/**',
      'aws',
      'formats',
      'commands/definition',
      'commands/registry',
      'commands/report',
      'commands/unfinished',
    ],
  },
  'buildspec/edit': {
    rooms: [...WORDS, 'core/text', 'buildspec/templates'],
    packages: ['yaml'],
    node: ['crypto'],
  },
  'buildspec/lint': { rooms: ['core/text', 'buildspec/edit', 'buildspec/runner'], packages: ['yaml'] },
  'buildspec/runner': {
    rooms: ['core/errors', 'core/ports', 'core/text', 'machine', 'buildspec/edit'],
    node: ['path'],
    ambient: ['AbortController'],
  },
  'buildspec/templates': { rooms: ['core/errors', 'buildspec/edit'] },
  buildspec: {
    rooms: ['core/errors', 'core/ports', 'core/text', 'core/operations/publish', 'machine', 'buildspec/**'],
    node: ['path', 'util'],
  },
  action: {
    rooms: [
      ...WORDS,
      'core/text',
      'core/calls',
      'core/inputs',
      'core/operations/login',
      'machine',
      'formats',
      'commands',
      'commands/definition',
    ],
    packages: ['@actions/cache'],
  },
  cli: {
    rooms: [
      ...WORDS,
      'core/calls',
      'core/inputs',
      'core/text',
      'machine',
      'commands',
      'commands/definition',
      'buildspec',
    ],
    node: ['fs', 'util'],
  },

  // The local server, from the top down.
  'local/command': {
    rooms: [
      ...WORDS,
      'core/text',
      'machine',
      'local',
      'local/identity',
      'local/identity/oidc',
      'local/registry',
      'local/setup',
    ],
    node: ['crypto', 'os', 'util'],
    ambient: ['AbortController', 'process'],
  },
  local: {
    rooms: [
      ...WORDS,
      'formats',
      'machine',
      'local/faults',
      'local/handler',
      'local/http',
      'local/identity',
      'local/registry',
      'local/setup',
    ],
    node: ['perf_hooks'],
  },
  'local/admin': {
    rooms: [
      'core/text',
      'core/errors',
      'core/model',
      'core/ports',
      'local',
      'local/faults',
      'local/http',
      'local/identity',
      'local/registry',
      'local/setup',
    ],
    ambient: ['Infinity', 'URLSearchParams'],
  },
  'local/setup': {
    rooms: [
      'core/text',
      'core/model',
      'core/ports',
      'local/faults',
      'local/identity',
      'local/identity/oidc',
      'local/registry',
      'local/registry/upstream',
    ],
  },
  'local/handler': {
    rooms: [
      'core/model',
      'core/ports',
      'local',
      'local/admin',
      'local/control-plane',
      'local/faults',
      'local/http',
      'local/identity',
      'local/identity/oidc',
      'local/registry',
    ],
    node: ['crypto', 'stream', 'zlib'],
    ambient: ['URLSearchParams', 'performance'],
  },
  'local/control-plane': {
    rooms: ['core/model', 'core/ports', 'local/http', 'local/identity', 'local/registry'],
    ambient: ['Buffer'],
  },
  'local/identity': {
    rooms: ['core/text', 'local/http', 'local/identity/oidc', 'local/registry'],
    packages: ['aws4', 'jose'],
    node: ['crypto', 'net'],
    ambient: ['Buffer', 'URLSearchParams', 'Uint32Array'],
  },
  'local/identity/oidc': { rooms: ['local/identity'], packages: ['jose'], node: ['crypto'], ambient: ['Buffer'] },
  'local/faults': { rooms: ['local/http', 'local/identity'], ambient: ['Buffer'] },
  'local/registry/upstream': {
    rooms: [...REGISTRY, 'local/store', 'local/registry/groups'],
    node: ['crypto', 'stream/consumers', 'url'],
    ambient: ['Buffer', 'URL', 'decodeURIComponent'],
  },
  'local/registry/view': {
    rooms: [...REGISTRY, 'local/registry/upstream'],
    node: ['crypto'],
    ambient: ['Buffer'],
  },
  'local/registry/versions': {
    rooms: [...REGISTRY, 'local/registry/upstream', 'local/registry/view'],
  },
  'local/registry/groups': { rooms: REGISTRY },
  'local/registry/records': {
    rooms: ['core/model', 'core/ports', 'local/registry', 'local/registry/groups', 'local/store'],
    node: ['crypto'],
  },
  'local/registry': {
    rooms: [...WORDS, 'local/registry/**', 'local/store'],
    node: ['crypto', 'path', 'url'],
    ambient: ['Buffer'],
  },
  'local/store/examination': {
    rooms: ['core/errors', 'local/store'],
    node: ['fs', 'os', 'path', 'sqlite', 'url'],
    ambient: ['Buffer', 'process'],
  },
  'local/store': {
    rooms: [...WORDS, 'local/store/examination'],
    node: ['crypto', 'fs', 'fs/promises', 'os', 'path', 'perf_hooks', 'sqlite', 'worker_threads', 'zlib'],
    ambient: ['Atomics', 'BigInt64Array', 'Buffer', 'SharedArrayBuffer', 'process'],
  },
  'local/http': {
    rooms: ['core/model', 'machine'],
    node: ['http', 'zlib'],
    ambient: ['AbortController', 'Buffer', 'decodeURIComponent'],
  },

  // Everything end to end, and what is generated from everything.
  demo: {
    rooms: [
      ...WORDS,
      'core/text',
      'core/calls',
      'core/documents',
      'core/inputs',
      'machine',
      'commands',
      'commands/definition',
      'local',
      'local/command',
    ],
    packages: ['tar-stream'],
    node: ['crypto', 'fs', 'path', 'zlib'],
    ambient: ['Buffer', 'performance', 'process'],
  },
  docs: {
    rooms: [
      'core/documents',
      'core/inputs',
      'core/model',
      'formats',
      'buildspec/templates',
      'local/registry',
      'local/registry/upstream',
      'local/setup',
    ],
  },
};

/** Names of the language itself, free everywhere. */
export const LANGUAGE: readonly string[] = [
  'Array',
  'BigInt',
  'Boolean',
  'Date',
  'Error',
  'JSON',
  'Map',
  'Math',
  'Number',
  'Object',
  'Promise',
  'RangeError',
  'RegExp',
  'Set',
  'String',
  'Symbol',
  'SyntaxError',
  'TypeError',
  'Uint8Array',
  'WeakMap',
  'WeakSet',
  'undefined',
];

/** What one file of a folder has and the others must not: the fewer files see the process, the better. */
export const FILES: Readonly<Record<string, Room>> = {
  // The one place that sets flags of the engine.
  'machine/heap.ts': { rooms: [], node: ['v8'] },
  // Processes are started by one file, which runs them through the toolkit; and by another where the toolkit cannot.
  'machine/execution.ts': { rooms: [], packages: ['@actions/exec'] },
  'machine/start-process.ts': { rooms: [], node: ['child_process'] },
  // The one place that sets timers: it refuses delays that are not finite.
  'machine/timers.ts': { rooms: [], ambient: ['clearTimeout', 'setTimeout'] },
  // Reaches the server only as the separate bundle of `local` and `demo`, whose address it works out.
  'cli/main.ts': { rooms: ['demo'], packages: [EXPRESSION], node: ['fs', 'path', 'url'], ambient: ['process'] },
  'cli/host.ts': { rooms: [], ambient: ['process'] },
  'cli/run-verb.ts': { rooms: [], ambient: ['process'] },
  'action/main.ts': { rooms: [], ambient: ['process'] },
  'action/post.ts': { rooms: [], ambient: ['process'] },
  'action/runner.ts': { rooms: [], packages: ['@actions/core'], node: ['fs'], ambient: ['Buffer', 'process'] },
  'action/interruption.ts': { rooms: [], ambient: ['process'] },
  // Long work is done in steps.
  'local/registry/turns.ts': { rooms: [], ambient: ['setImmediate'] },
  'local/http/listen.ts': {
    rooms: ['local/store'],
    node: ['crypto', 'fs', 'fs/promises', 'http', 'net', 'stream/promises'],
  },
};

/** Globals that hosts hand on as values. A file that calls something of its own so would hide that it uses the global. */
export const GLOBALS_OF_HOSTS: readonly string[] = [
  'console',
  'fetch',
  'globalThis',
  'process',
  'setInterval',
  'setTimeout',
];

/** Files that get such a function as a parameter, and have no other. */
export const HANDED_ON: readonly string[] = [
  'core/ports/format-server.ts',
  'formats/maven/serve/external.ts',
  'formats/nuget/serve/external.ts',
];

/** Large, and needed by few runs: loaded where they are used. */
export const LOADED_LATE: readonly string[] = [
  '@actions/cache',
  '@actions/exec',
  '@aws-sdk/credential-provider-login',
  '@aws-sdk/credential-provider-sso',
  '@smithy/credential-provider-imds',
];

/**
 * The same of our own files: they bring the AWS SDK, which no run needs that stops at its inputs, and what few machines have
 * (a proxy).
 */
export const FILES_LOADED_LATE: readonly string[] = [
  'machine/connections/proxy-tunnel.ts',
  'machine/connections/tunnels-for-libraries.ts',
  'aws/code-artifact-client.ts',
  'aws/enquiries.ts',
  'aws/sts.ts',
];

/** Packages that only those files may bring, with what they are made of. */
export const SDK_CLIENTS: readonly string[] = ['@aws-sdk/client-codeartifact', '@aws-sdk/client-sts'];
