// What a registry has to know of each format beyond its wire: one entry a format, all of the service's eight.
import type { FormatRules, FormatRulesTable } from '../core/ports/format-rules.ts';
import { assetNameProblem } from './generic/coordinates.ts';
import { normaliseName as nugetName } from './nuget/names/coordinates.ts';
import { foldedVersion as foldedNugetVersion, normaliseVersion as nugetVersion } from './nuget/names/version.ts';
import { normaliseName as pypiName } from './pypi/names/coordinates.ts';
import { comparableVersion } from './pypi/names/version.ts';
import { pypiSwitches } from './pypi/serve/switches.ts';

const MINUTES = 60_000;
/** Regional metadata cache (user guide, external-connection-requesting-packages); ruby and cargo are not documented. */
const HALF_AN_HOUR = 30 * MINUTES;

const common = {
  assetNamesOf: 'version',
  followsUpstreams: true,
  late: 'nothing',
  changedByOwners: [],
  descriptionTtlMs: HALF_AN_HOUR,
  externalConnections: [],
  publishedByApi: false,
  hasReadme: true,
  hasTags: false,
  hasDependencies: true,
} as const satisfies Partial<FormatRules>;

const scoped: FormatRules['display'] = ({ namespace, name }) =>
  namespace === undefined ? name : `@${namespace}/${name}`;

export const formatRules: FormatRulesTable = {
  npm: {
    ...common,
    namespace: 'optional',
    display: scoped,
    hasTags: true,
    changedByOwners: ['deprecated'],
    externalConnections: ['public:npmjs'],
  },
  pypi: {
    ...common,
    namespace: 'none',
    versionKey: (version, switches) =>
      pypiSwitches({ switches }).equalSpellings ? comparableVersion(version) : version,
    assetNamesOf: 'package',
    late: 'assets-and-metadata',
    changedByOwners: ['yanked'],
    externalConnections: ['public:pypi'],
    patternName: pypiName,
    patternAliases: ['python'],
  },
  maven: {
    ...common,
    namespace: 'required',
    late: 'assets',
    descriptionTtlMs: 180 * MINUTES,
    hasReadme: false,
    externalConnections: [
      'public:maven-central',
      'public:maven-googleandroid',
      'public:maven-gradleplugins',
      'public:maven-commonsware',
      'public:maven-clojars',
    ],
  },
  nuget: {
    ...common,
    namespace: 'none',
    normalise: (ref) => ({ ...ref, name: nugetName(ref.name) }),
    normaliseVersion: nugetVersion,
    versionKey: foldedNugetVersion,
    externalConnections: ['public:nuget-org'],
  },
  generic: {
    ...common,
    namespace: 'required',
    followsUpstreams: false,
    publishedByApi: true,
    hasReadme: false,
    hasDependencies: false,
    assetNameProblem,
  },
  cargo: { ...common, namespace: 'none', externalConnections: ['public:crates-io'] },
  ruby: { ...common, namespace: 'none', externalConnections: ['public:ruby-gems-org'] },
  swift: {
    ...common,
    namespace: 'required',
    normalise: (ref) => ({ ...ref, namespace: ref.namespace?.toLowerCase(), name: ref.name.toLowerCase() }),
  },
};
