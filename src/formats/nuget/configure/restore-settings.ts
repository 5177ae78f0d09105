// What a restore of a project asks: the sources of its settings, unless properties of the project say otherwise. Read are
// the properties that MSBuild sets without a condition, or with one that compares a property with a text.
import type { ToolMachine } from '../../../core/ports/package-format.ts';
import { absolute, folderOf, foldersUp, joinPath } from '../../shared/machine-paths.ts';
import { parseXml, type XmlElement } from '../../shared/text/xml.ts';
import type { NugetClient } from './settings-files.ts';
import { isAddress, isHttp, type NugetSettings, nugetSettings, type PackageSource } from './sources.ts';

/** What is asked, and where it is said. */
export interface RestoreSource {
  readonly name: string;
  readonly address: string;
  /** What the settings say of it; none for an address that they do not know. */
  readonly known: PackageSource | undefined;
  /** The property that names it. */
  readonly property?: PropertyValue | undefined;
}

export interface RestoreModel {
  readonly settings: NugetSettings;
  readonly sources: readonly RestoreSource[];
  readonly project: ProjectProperties;
}

export interface PropertyValue {
  readonly value: string;
  readonly source: string;
  /** Folder of the project, against which paths are read. */
  readonly folder: string;
}

/** Properties by their names in lower case. */
export interface ProjectProperties {
  readonly values: ReadonlyMap<string, PropertyValue>;
  /** Names of the packages that it refers to. */
  readonly packages: readonly string[];
  readonly files: readonly string[];
}

export interface RestoreQuery {
  readonly client: NugetClient;
  /** Of the project. */
  readonly folder: string;
  /** Where the command is given. Default: the same. */
  readonly startFolder?: string;
  /** What stands behind `--source` and `--configfile`. */
  readonly givenSources?: readonly string[];
  readonly givenFile?: string;
}

/** @throws SettingsRefusal */
export function restoreModel(machine: ToolMachine, query: RestoreQuery): RestoreModel {
  const { client, folder, startFolder = folder, givenSources = [], givenFile } = query;
  const project = client === 'dotnet' ? projectProperties(machine, folder) : NO_PROJECT;
  const named = project.values.get('restoreconfigfile')?.value;
  const resolve = (path: string) => absolute({ ...machine, workingDirectory: startFolder }, path);
  const onlyFile = givenFile ?? (named || undefined);
  const settings = nugetSettings(machine, {
    client,
    folder,
    onlyFile: onlyFile === undefined ? undefined : resolve(onlyFile),
  });
  return { settings, project, sources: asked(machine, settings, { project, givenSources, folder, startFolder }) };
}

const NO_PROJECT: ProjectProperties = { values: new Map(), packages: [], files: [] };

interface Given {
  readonly project: ProjectProperties;
  readonly givenSources: readonly string[];
  readonly folder: string;
  readonly startFolder: string;
}

function asked(
  machine: ToolMachine,
  { sources }: NugetSettings,
  { project, givenSources, folder, startFolder }: Given,
): RestoreSource[] {
  const on = sources.filter(({ isEnabled }) => isEnabled);
  const written = project.values.get('restoresources');
  const further = project.values.get('restoreadditionalprojectsources');
  const at = (value: string, from: string) =>
    isAddress(value) ? value : absolute({ ...machine, workingDirectory: from }, value);
  const all: { address: string; property?: PropertyValue | undefined }[] =
    givenSources.length > 0
      ? givenSources.map((value) => ({ address: at(value, startFolder) }))
      : (written?.value ?? '').trim() !== '' && written !== undefined
        ? listed(written.value).some((one) => one.toLowerCase() === 'clear')
          ? []
          : listed(written.value).map((value) => ({ address: at(value, folder), property: written }))
        : on.map(({ address }) => ({ address }));
  if (further !== undefined)
    for (const value of listed(further.value)) all.push({ address: at(value, folder), property: further });
  const byAddress = new Map<string, RestoreSource>();
  // The first name for an address decides all about it.
  const named = new Map([...on].reverse().map((one) => [one.address, one]));
  for (const { address, property } of all) {
    const known = named.get(address);
    if (!byAddress.has(address)) byAddress.set(address, { name: known?.name ?? address, address, known, property });
  }
  return [...byAddress.values()];
}

const listed = (value: string) =>
  value
    .split(';')
    .map((one) => one.trim())
    .filter((one) => one !== '');

export const isInsecure = ({ address, known }: RestoreSource) =>
  isHttp(address) && !/^https:/i.test(address) && known?.allowsInsecure !== true;

const BUILD_PROPS = 'Directory.Build.props';
const PACKAGES_PROPS = 'Directory.Packages.props';

/** Names of properties that say which sources are asked, or what a second one means. */
export const TELLING_PROPERTIES = /\bRestore(?:AdditionalProject)?Sources\b|\bRestoreConfigFile\b/i;

function projectProperties(machine: ToolMachine, folder: string): ProjectProperties {
  const nearest = (name: string) =>
    foldersUp(machine, folder)
      .map((up) => joinPath(machine, up, name))
      .find((path) => machine.exists(path));
  const paths = [nearest(BUILD_PROPS), nearest(PACKAGES_PROPS), ...projectsIn(machine, folder)].filter(
    (one) => one !== undefined,
  );
  const values = new Map<string, PropertyValue>();
  for (const [name, value] of Object.entries(machine.env))
    if (value && TELLING_PROPERTIES.test(name))
      values.set(name.toLowerCase(), { value, source: `the variable ${name}`, folder });
  const packages = new Set<string>();
  for (const path of paths) readProject(machine, path, { folder, values, packages });
  return { values, packages: [...packages], files: paths };
}

/** The project files that stand in a folder. Where they are several, all of them are read. */
function projectsIn(machine: ToolMachine, folder: string): string[] {
  const names = machine.list?.(folder) ?? [];
  return names
    .filter((name) => /\.(?:cs|fs|vb)?proj$/i.test(name))
    .sort()
    .map((name) => joinPath(machine, folder, name));
}

interface Reading {
  readonly folder: string;
  readonly values: Map<string, PropertyValue>;
  readonly packages: Set<string>;
}

function readProject(machine: ToolMachine, path: string, { folder, values, packages }: Reading): void {
  const text = machine.read(path);
  if (text === undefined) return;
  let root: XmlElement;
  try {
    root = parseXml(text);
  } catch {
    // MSBuild will tell its author.
    return;
  }
  const own = new Map([
    ['msbuildthisfiledirectory', `${folderOf(machine, path)}/`],
    ['msbuildprojectdirectory', folder],
  ]);
  const expand = (value: string) =>
    value.replace(/\$\(([\w.]+)\)/g, (_, name: string) => {
      const key = name.toLowerCase();
      return own.get(key) ?? values.get(key)?.value ?? machine.env[name] ?? '';
    });
  for (const group of root.children) {
    if (!holds(group, expand)) continue;
    if (group.name === 'PropertyGroup') {
      for (const property of group.children)
        if (holds(property, expand))
          values.set(property.name.toLowerCase(), { value: expand(property.text), source: path, folder });
    } else if (group.name === 'ItemGroup')
      for (const { name, attributes } of group.children)
        if (name === 'PackageReference' && attributes.Include !== undefined)
          for (const one of listed(expand(attributes.Include))) packages.add(one);
  }
}

/** A condition that is not understood is taken for one that does not hold. */
function holds({ attributes }: XmlElement, expand: (value: string) => string): boolean {
  const condition = attributes.Condition?.trim();
  if (condition === undefined || condition === '') return true;
  const [, left = '', sign, right = ''] = /^'([^']*)'\s*(==|!=)\s*'([^']*)'$/.exec(condition) ?? [];
  if (sign === undefined) return false;
  const isEqual = expand(left).toLowerCase() === expand(right).toLowerCase();
  return sign === '==' ? isEqual : !isEqual;
}

export const isTrue = (project: ProjectProperties, name: string) =>
  project.values.get(name.toLowerCase())?.value.trim().toLowerCase() === 'true';

/** Whether a warning of this number ends a restore. */
export function isError({ values }: ProjectProperties, code: string): boolean {
  const lists = (name: string) =>
    (values.get(name)?.value ?? '').split(/[;,\s]+/).some((one) => one.toLowerCase() === code.toLowerCase());
  if (lists('nowarn') || lists('warningsnotaserrors')) return false;
  return values.get('treatwarningsaserrors')?.value.trim().toLowerCase() === 'true' || lists('warningsaserrors');
}

/** Whether more sources are asked than one, as NU1507 counts them. */
export const severalSources = ({ sources }: RestoreModel): boolean =>
  sources.filter(({ address }) => isHttp(address)).length > 1;

/** Fallback folders of the settings, the nearest first. */
export function fallbackFolders({ sections }: NugetSettings, machine: ToolMachine): string[] {
  return (sections.get('fallbackPackageFolders') ?? [])
    .filter(({ kind }) => kind === 'add')
    .sort((a, b) => a.rank - b.rank)
    .map(({ attributes, file }) =>
      absolute({ ...machine, workingDirectory: folderOf(machine, file.path) }, attributes.value ?? ''),
    );
}

/** A value of the section `config`. */
export function configValue({ sections }: NugetSettings, name: string): string | undefined {
  const items = (sections.get('config') ?? []).filter(
    ({ kind, key }) => kind === 'add' && key.toLowerCase() === name.toLowerCase(),
  );
  return items.at(-1)?.attributes.value;
}
