// What a package manager takes of what it is shown, and what its downloads leave behind. The rules are those of the
// clients: npm-pick-manifest of npm, PEP 440 for pip, version ranges of Maven.
import satisfies from 'semver/functions/satisfies.js';
import { fileName } from '../calls.ts';
import { byVersion } from './expect.ts';
import { read } from './read.ts';
import { filesSeen } from './search.ts';
import { formatOf, type Repository, type World } from './state.ts';
import { listed, shownTags } from './view.ts';

/** "VERSION FILE=BUILD …" of what arrives; undefined where nothing does. */
export function install(world: World, repository: Repository, pkg: string, wanted: string): string | undefined {
  const format = formatOf(pkg) as keyof typeof CHOICES;
  const files = FILES[format](wanted);
  const versions = [...listed(world, repository, pkg).keys()].sort(byVersion);
  // pip is told to take wheels alone, so that nothing is built.
  const fitting = versions.filter(
    (version) => format !== 'pypi' || filesSeen(world, repository, pkg, version).has(fileName(pkg, version, 'wheel')),
  );
  const version = CHOICES[format](fitting, wanted, shownTags(world, repository, pkg));
  if (version === undefined) return undefined;
  const arrived = files.flatMap((file) => {
    const build = read(world, repository, pkg, version, fileName(pkg, version, file));
    return build === undefined ? [] : [`${file}=${build}`];
  });
  return arrived.length === 0 ? undefined : [version, ...arrived].join(' ');
}

/** A range of Maven is that of a parent, which is a POM alone; a version is that of an extension, which is a jar as well. */
const FILES = {
  npm: () => ['tgz'],
  pypi: () => ['wheel'],
  maven: (wanted: string) => (wanted.startsWith('[') ? ['pom'] : ['pom', 'jar']),
};

type Choice = (versions: readonly string[], wanted: string, tags: ReadonlyMap<string, string>) => string | undefined;

/** `latest` is taken where the range lets it, also when a newer version fits. */
const npm: Choice = (versions, wanted, tags) => {
  if (/^\d/.test(wanted)) return versions.find((version) => version === wanted);
  if (/^[a-z]/.test(wanted)) return tags.get(wanted);
  const range = wanted === '' ? '*' : wanted;
  const latest = tags.get('latest');
  if (latest !== undefined && (range === '*' || satisfies(latest, range))) return latest;
  return versions.filter((version) => satisfies(version, range)).at(-1);
};

/** Pre-releases only where nothing else fits; `<2` is no pre-release of 2. */
const pypi: Choice = (versions, wanted) => {
  if (wanted.startsWith('==')) return versions.find((version) => `==${version}` === wanted);
  const isFinal = (version: string) => !version.includes('rc');
  const fitting = wanted === '<2' ? versions.filter((version) => version.startsWith('1.')) : versions;
  return fitting.filter(isFinal).at(-1) ?? fitting.at(-1);
};

/** A version is asked for without a look at the list. A label makes one older than its number, so that it is below 2. */
const maven: Choice = (versions, wanted) => {
  if (wanted === '[0,9)') return versions.at(-1);
  if (wanted === '[1,2)') return versions.filter((version) => byVersion(version, '2.0.0') < 0).at(-1);
  return wanted;
};

const CHOICES = { npm, pypi, maven };

/** What is asked for, in each client’s own way. */
export const WANTED: Readonly<Record<keyof typeof CHOICES, readonly string[]>> = {
  npm: ['', '1.1.0', '^1', 'next'],
  pypi: ['', '==1.1.0', '<2'],
  maven: ['[0,9)', '1.1.0', '[1,2)'],
};
