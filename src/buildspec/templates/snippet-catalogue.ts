// What each snippet is for and where it belongs. Their text is in buildspec-templates/snippets and travels inside the
// bundle, so that the version of the command line is the version of the templates.
import { RegistryError } from '../../core/errors/registry-error.ts';
import type { Phase } from '../edit/spec-text.ts';
import { SNIPPET_TEXTS } from './embedded-snippets.ts';

/** Where a block goes unless the user says otherwise. */
export type Placement =
  /** `install` when it has commands, else `pre_build`: ahead of the first thing that could need a registry. */
  | { readonly kind: 'ahead-of-installs' }
  | { readonly kind: 'phase'; readonly phase: Phase; readonly end: 'first' | 'last' }
  /** `finally` of the last phase there is. */
  | { readonly kind: 'last-finally' }
  | { readonly kind: 'list'; readonly path: readonly [string, string] };

export interface Snippet {
  readonly name: string;
  readonly summary: string;
  readonly placement: Placement;
  /** Blocks at the same end of the same list keep this order. */
  readonly rank: number;
  /** The command line has to be found before this block runs. */
  readonly needsBootstrap: boolean;
  /** Variables without which it cannot work; set under `env.variables` or on the project. */
  readonly variables: readonly string[];
}

const ahead: Placement = { kind: 'ahead-of-installs' };
const registry = ['CODEARTIFACT_DOMAIN', 'CODEARTIFACT_DOMAIN_OWNER', 'CODEARTIFACT_REPOSITORY'];
const cachePaths: Placement = { kind: 'list', path: ['cache', 'paths'] };
const cache = (name: string, of: string): Snippet => ({
  name,
  summary: `cache ${of}, never its configuration`,
  placement: cachePaths,
  rank: 0,
  needsBootstrap: false,
  variables: [],
});

export const SNIPPETS: readonly Snippet[] = [
  {
    name: 'bootstrap',
    summary: 'find the command line (committed copy or secondary source) and check its sha256',
    placement: ahead,
    rank: 0,
    needsBootstrap: false,
    variables: [],
  },
  {
    name: 'bootstrap-s3',
    summary: 'take the command line from S3 and check its sha256',
    placement: ahead,
    rank: 0,
    needsBootstrap: false,
    variables: ['CODEARTIFACT_CLI_S3_URI', 'CODEARTIFACT_CLI_SHA256'],
  },
  {
    name: 'bootstrap-npm',
    summary: 'take the command line from your CodeArtifact npm repository and check its sha256',
    placement: ahead,
    rank: 0,
    needsBootstrap: false,
    variables: [...registry, 'CODEARTIFACT_CLI_VERSION', 'CODEARTIFACT_CLI_SHA256'],
  },
  {
    name: 'login',
    summary: 'sign in and configure package managers',
    placement: ahead,
    rank: 1,
    needsBootstrap: true,
    variables: registry,
  },
  {
    name: 'tag-guard',
    summary: 'find out whether the build is for a git tag',
    placement: { kind: 'phase', phase: 'pre_build', end: 'first' },
    rank: 2,
    needsBootstrap: true,
    variables: [],
  },
  {
    name: 'docker-secret',
    summary: 'build a Docker image with the token as a BuildKit secret',
    placement: { kind: 'phase', phase: 'build', end: 'last' },
    rank: 3,
    needsBootstrap: true,
    variables: ['CODEARTIFACT_DOMAIN', 'CODEARTIFACT_DOMAIN_OWNER', 'DOCKER_IMAGE'],
  },
  {
    name: 'token-refresh',
    summary: 'sign in again late in a long build',
    placement: { kind: 'phase', phase: 'build', end: 'last' },
    rank: 4,
    needsBootstrap: true,
    variables: registry,
  },
  {
    name: 'publish',
    summary: 'publish built files',
    placement: { kind: 'phase', phase: 'build', end: 'last' },
    rank: 5,
    needsBootstrap: true,
    variables: [...registry, 'CODEARTIFACT_PACKAGES'],
  },
  {
    name: 'promote',
    summary: 'promote versions to another repository',
    placement: { kind: 'phase', phase: 'post_build', end: 'last' },
    rank: 6,
    needsBootstrap: true,
    variables: ['CODEARTIFACT_DOMAIN', 'CODEARTIFACT_DOMAIN_OWNER', 'CODEARTIFACT_DESTINATION_REPOSITORY'],
  },
  {
    name: 'cleanup',
    summary: 'take back what login wrote',
    placement: { kind: 'last-finally' },
    rank: 7,
    needsBootstrap: true,
    variables: [],
  },
  {
    name: 'export',
    summary: 'hand results to CodePipeline and batch dependants',
    placement: { kind: 'list', path: ['env', 'exported-variables'] },
    rank: 0,
    needsBootstrap: false,
    variables: [],
  },
  cache('cache-npm', "npm's downloads"),
  cache('cache-python', "pip's downloads"),
  cache('cache-maven', 'the local Maven repository'),
  cache('cache-gradle', "Gradle's downloads"),
  cache('cache-nuget', 'the NuGet package folder'),
];

/** Throws CA-INPUT-004 with the known names. */
export function requireSnippet(name: string): Snippet {
  const snippet = SNIPPETS.find((candidate) => candidate.name === name);
  if (snippet) return snippet;
  throw new RegistryError(
    'CA-INPUT-004',
    `no snippet \`${name}\`; there are ${SNIPPETS.map((s) => s.name).join(', ')}`,
  );
}

/** Any of the three ways to get the command line serves. */
export function isBootstrap(name: string): boolean {
  return name.startsWith('bootstrap');
}

/** The list items of a snippet: its file without the introduction. LF, no indentation, ends with a line end. */
export function snippetBody(name: string): string {
  const text = SNIPPET_TEXTS[requireSnippet(name).name];
  if (text === undefined)
    throw new RegistryError('CA-RUN-003', `the text of snippet \`${name}\` is not in this bundle`);
  return text.replace(/^(#[^\n]*\n)+/, '');
}
