// Reads a POM: coordinates with what they inherit from the parent element and simple properties, dependencies, and
// what the service shows of a version. Nothing outside the file is looked at.
import { find, findAll, parseXml, textAt, type XmlElement, XmlRefusal } from '../../shared/text/xml.ts';

export interface PomDependency {
  readonly groupId: string;
  readonly artifactId: string;
  /** As written, properties replaced; empty when the version is managed elsewhere. */
  readonly version: string;
  /** `compile`, `runtime`, …; `parent` for the parent POM and `import` for a BOM. */
  readonly type: string;
  readonly optional: boolean;
}

export interface Pom {
  readonly groupId: string;
  readonly artifactId: string;
  readonly version: string;
  readonly packaging: string;
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly url: string | undefined;
  readonly sourceUrl: string | undefined;
  readonly licenses: readonly { readonly name?: string; readonly url?: string }[];
  readonly dependencies: readonly PomDependency[];
  /** It only says that the package has another name now, and so has no file of its own. */
  readonly isRelocation: boolean;
  /** The parent as written: Maven reads it before it knows of any property. */
  readonly parent: PomParent | undefined;
  /** What is left of expressions that nobody but its own build can replace. */
  readonly leftExpressions: readonly string[];
}

export interface PomParent {
  readonly groupId: string;
  readonly artifactId: string;
  readonly version: string;
}

/** POMs are small; the largest seen on Maven Central is under 1 MB. */
export const POM_LIMIT = 4 * 1024 * 1024;
const MAX_DEPENDENCIES = 5000;

/** @throws XmlRefusal when the document is not a POM or lacks an artifact id; coordinates may still hold `${…}`. */
export function parsePom(document: string | Uint8Array): Pom {
  const project = parseXml(document, POM_LIMIT);
  if (project.name !== 'project') throw new XmlRefusal(`the root element is <${project.name}>, not <project>`);
  const value = interpolation(project);
  const at = (...path: string[]) => value(textAt(project, ...path));
  const artifactId = at('artifactId');
  if (artifactId === undefined) throw new XmlRefusal('the POM has no artifactId');
  return {
    groupId: at('groupId') ?? at('parent', 'groupId') ?? '',
    artifactId,
    version: at('version') ?? at('parent', 'version') ?? '',
    packaging: at('packaging') ?? 'jar',
    name: at('name'),
    description: at('description'),
    url: at('url'),
    sourceUrl: at('scm', 'url'),
    licenses: findAll(project, 'licenses', 'license')
      .slice(0, 50)
      .map((license) => licenseOf(license, value)),
    dependencies: dependenciesOf(project, value),
    isRelocation: find(project, 'distributionManagement', 'relocation') !== undefined,
    parent: parentOf(project),
    leftExpressions: leftExpressions(project, value),
  };
}

function parentOf(project: XmlElement): PomParent | undefined {
  if (find(project, 'parent') === undefined) return undefined;
  const at = (field: string) => textAt(project, 'parent', field) ?? '';
  return { groupId: at('groupId'), artifactId: at('artifactId'), version: at('version') };
}

/** Scopes that matter to those who use the package. */
const USED = ['compile', 'runtime', 'import'];

/**
 * Expressions in the coordinates of the parent, in its own after its own properties, and, where neither a parent nor a
 * profile could give a property, in versions of what it needs.
 */
function leftExpressions(project: XmlElement, value: Interpolate): string[] {
  const parent = parentOf(project);
  const own = ['groupId', 'artifactId', 'version'].flatMap((field) => value(textAt(project, field)) ?? []);
  const isWhole = parent === undefined && find(project, 'profiles') === undefined;
  const needed = isWhole
    ? dependenciesOf(project, value)
        .filter(({ type, optional }) => USED.includes(type) && !optional)
        .map(({ version }) => version)
    : [];
  const left = [...(parent ? [parent.groupId, parent.artifactId, parent.version] : []), ...own, ...needed].flatMap(
    (text) => text.match(/\$\{[^${}]*\}/g) ?? [],
  );
  // The machine of whoever uses it gives these, or another part of the POM.
  return [...new Set(left)].filter(
    (one) => !/^\$\{(?:env|java|os|user|file|path|line|settings|project|pom)\./.test(one),
  );
}

type Interpolate = (text: string | undefined) => string | undefined;

function licenseOf(license: XmlElement, value: Interpolate): { name?: string; url?: string } {
  const name = value(textAt(license, 'name'));
  const url = value(textAt(license, 'url'));
  return { ...(name === undefined ? {} : { name }), ...(url === undefined ? {} : { url }) };
}

function dependenciesOf(project: XmlElement, value: Interpolate): PomDependency[] {
  const read = (from: XmlElement, type?: string): PomDependency[] => {
    const groupId = value(textAt(from, 'groupId'));
    const artifactId = value(textAt(from, 'artifactId'));
    if (groupId === undefined || artifactId === undefined) return [];
    return [
      {
        groupId,
        artifactId,
        version: value(textAt(from, 'version')) ?? '',
        type: type ?? value(textAt(from, 'scope')) ?? 'compile',
        optional: textAt(from, 'optional') === 'true',
      },
    ];
  };
  const parent = find(project, 'parent');
  const imports = findAll(project, 'dependencyManagement', 'dependencies', 'dependency').filter(
    (managed) => textAt(managed, 'scope') === 'import',
  );
  return [
    ...(parent ? read(parent, 'parent') : []),
    ...imports.flatMap((managed) => read(managed, 'import')),
    ...findAll(project, 'dependencies', 'dependency').flatMap((dependency) => read(dependency)),
  ].slice(0, MAX_DEPENDENCIES);
}

const ROUNDS = 8;
const MAX_VALUE = 1024;

/** Replaces `${…}` from the properties and the coordinates of this file; what it does not know stays as written. */
function interpolation(project: XmlElement): Interpolate {
  const properties = new Map(find(project, 'properties')?.children.map((each) => [each.name, each.text]));
  const builtIn = (name: string): string | undefined => {
    // Maven 3 takes them without `project.` as well.
    const [, inParent, field] = /^(?:(?:project|pom)\.)?(parent\.)?(groupId|artifactId|version)$/.exec(name) ?? [];
    if (field === undefined) return undefined;
    const own = inParent ? undefined : textAt(project, field);
    return own ?? textAt(project, 'parent', field);
  };
  return (text) => {
    let result = text;
    for (let round = 0; round < ROUNDS && result?.includes('${'); round++) {
      // A value that grows with each round is an attack on memory; cut, it matches nothing.
      if (result.length > MAX_VALUE) break;
      const next = result.replace(/\$\{([^${}]+)\}/g, (whole, name: string) =>
        (properties.get(name) ?? builtIn(name) ?? whole).slice(0, MAX_VALUE),
      );
      if (next === result) break;
      result = next;
    }
    return result?.slice(0, MAX_VALUE);
  };
}
