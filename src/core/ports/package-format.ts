// What one package format must give to the client half. One implementation per folder in src/formats.
import type { Digests, Format, PackageReference, VersionReference } from '../model/package.ts';
import type { Secret } from '../model/secret.ts';
import type { Shortcoming, Uninstallable } from '../model/uninstallable.ts';
import type { TextEncoding } from '../text/encoding.ts';
import type { Language } from '../text/languages.ts';
import type { Syntax } from '../text/three-way-merge.ts';
import type { AssetDescription, CodeArtifactWriter, RepositoryAddress } from './code-artifact.ts';
import type { Files, Host } from './host.ts';
import type { HttpTransport } from './http.ts';

/** Client programs we configure. */
export const TOOLS = [
  'npm',
  'pnpm',
  'yarn',
  'bun',
  'pip',
  'twine',
  'uv',
  'poetry',
  'maven',
  'gradle',
  'sbt',
  'nuget',
  'dotnet',
  'cargo',
  'gem',
  'swift',
] as const;
export type ToolName = (typeof TOOLS)[number];

export interface PackageFormat {
  readonly name: Format;
  readonly namespace: 'required' | 'optional' | 'none';
  /** What the support table says beyond the columns it derives. */
  readonly notes?: string;
  readonly coordinates: CoordinateRules;
  /** What the format's clients make of a version that is Unlisted, to follow "Unlisted: ". */
  readonly unlisted?: string;
  readonly tools: readonly Tool[];
  /** Absent for formats that are configured but not yet published (cargo, gem, swift). */
  readonly publishing?: Publishing;
}

/** Names of one format; pure. */
export interface CoordinateRules {
  /** The spelling the service stores and compares by (pypi: PEP 503; nuget: lower case). */
  normaliseName(name: string): string;
  normaliseVersion(version: string): string;
  /** Problems in a name, namespace or version, in words; empty when it is fine. Hostile input arrives here. */
  problems(reference: Partial<VersionReference> & { name: string }): readonly string[];
  /**
   * One text for all spellings of one version (NuGet compares labels without case), where `normaliseVersion` keeps some
   * of them apart because the service stores them as they were published. Absent: each normalised spelling is a version.
   */
  versionKey?(version: string): string;
  /** Order of two versions by the format's own rules (semver, PEP 440, Maven, NuGet): negative, 0, positive. */
  compareVersions?(a: string, b: string): number;
  /**
   * Whether a version came before the release it leads to (semver and NuGet labels, PEP 440 pre and dev, Maven
   * qualifiers and snapshots). Undefined for a text that the format does not read as a version, which has no place in
   * its order either.
   */
  isPrerelease?(version: string): boolean | undefined;
  /**
   * Why no repository should get this version, to follow its coordinate and a colon: the format's clients stop reading
   * the list of versions where one of them stands in it, so that good versions cannot be installed either (NuGet).
   */
  spoilsLists?(version: string): string | undefined;
  /** Whether a version meets a requirement as the format writes it; undefined when the requirement is not understood. */
  satisfies?(version: string, requirement: string): boolean | undefined;
  /**
   * The one of these versions that the format's own client takes for a requirement, undefined where it takes none: NuGet
   * the lowest that fits, the others the newest, most of them no prerelease that was not asked for. `latest`: the
   * version that this tag of the registry points at, where the format has tags.
   */
  choose?(versions: readonly string[], requirement: string, latest?: string): string | undefined;
  /**
   * Of formats whose clients install one version of a package for all that need it and look for one that suits them
   * all (pip): their requirements as one.
   */
  together?(requirements: readonly string[]): string;
}

// ---- publishing -------------------------------------------------------------------------------------------------

/** A built file on disk. Digests are computed once, streaming, when the file is gathered. */
export interface Artifact {
  /** Absolute. */
  readonly path: string;
  /** The name the service lists it under (npm: `package.tgz`). */
  readonly assetName: string;
  readonly size: number;
  readonly digests: Digests;
}

/** The artifacts that together make one package version. */
export interface Publication extends VersionReference {
  /** Name as its author spells it, when normalising changes it. */
  readonly displayName?: string;
  readonly artifacts: readonly Artifact[];
  /** Packages this one needs, so that a set goes out in dependency order and gaps are found. */
  readonly dependencies: readonly Dependency[];
  /** What `upload` needs besides the files (npm: the manifest; pypi: metadata fields a file). Format-owned, JSON. */
  readonly metadata: unknown;
  /** Why those who need it could not install it; none where nothing was found. */
  readonly shortcomings?: readonly Shortcoming[];
}

export interface Dependency {
  readonly namespace?: string | undefined;
  readonly name: string;
  /** As the format writes it (`^1.2.0`, `>=2,<3`, `[1.0,)`); empty when any version will do. */
  readonly requirement: string;
  /** As the service names kinds: regular, dev, peer, optional, compile, parent, … */
  readonly type: string;
}

/**
 * What became of each candidate file and why; printed so that nobody has to guess.
 *
 * - taken: goes into the registry as an asset
 * - verified: speaks of another file (a checksum, a signature), agrees with it, and stays here
 * - left: none of ours
 * - refused: stops the run
 */
export interface FileVerdict {
  readonly path: string;
  readonly verdict: 'taken' | 'verified' | 'left' | 'refused';
  readonly reason: string;
  /**
   * Of a file that is left: what its format knows of it, so that the right one gives the reason. `kind`: the kind of
   * file, which cannot be published. `rule`: that it has no place in a registry by a documented rule (symbol packages,
   * version lists), so nothing is missing without it. Absent: the format has never heard of such a file.
   */
  readonly known?: 'kind' | 'rule';
  /** Of a file that is verified: the file that it speaks of. */
  readonly of?: string;
}

export interface GatherReport {
  readonly publications: readonly Publication[];
  readonly verdicts: readonly FileVerdict[];
}

export interface PublishTarget {
  readonly address: RepositoryAddress;
  /** With trailing slash, as GetRepositoryEndpoint gave it. */
  readonly endpoint: string;
  readonly token: Secret;
  readonly http: HttpTransport;
  readonly files: Files;
  /** For formats that are published through the control plane (generic). */
  readonly writer: Pick<CodeArtifactWriter, 'publishPackageVersion' | 'updatePackageVersionsStatus'>;
  /** npm: the dist-tag to set, undefined to let the format choose. */
  readonly npmTag?: string | undefined;
  /**
   * Leave the version Unfinished, so that nobody resolves it before `finish` (maven: without `maven-metadata.xml`;
   * generic: `unfinished`). Formats without `finish` ignore it.
   */
  readonly unfinished?: boolean | undefined;
}

/** What reading over a format's wire needs: no writer, so that a planner can hold it. */
export type WireReadTarget = Pick<PublishTarget, 'address' | 'endpoint' | 'token' | 'http' | 'files'>;

/**
 * What one upload conversation came to. `exists` and `refused` are facts to be explained by looking at the registry,
 * `uncertain` means no answer arrived after bytes were sent: look, never guess.
 */
export type UploadResult =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'exists'; readonly detail: string }
  | { readonly kind: 'refused'; readonly status: number; readonly detail: string }
  | { readonly kind: 'throttled'; readonly retryAfterMs: number | undefined }
  | { readonly kind: 'unavailable'; readonly status: number; readonly detail: string }
  | { readonly kind: 'unauthorized'; readonly detail: string }
  | { readonly kind: 'uncertain'; readonly detail: string };

/** An asset that a registry lists. Its name was chosen by whoever published it, and may be hostile. */
export interface ListedAsset {
  readonly name: string;
  readonly size: number;
}

/** A listed asset with its bytes on disk. */
export interface StoredAsset extends ListedAsset {
  /** Absolute; says nothing of the name. */
  readonly path: string;
}

/** A version of one registry as a publication for another. */
export type Recomposition = { readonly publication: Publication } | { readonly problem: string };

/** How a version that a registry holds is published again where it cannot be copied to. */
export interface Republishing {
  /**
   * What keeps these assets from being published, by names and sizes alone: a sentence for each that names the asset.
   * Empty when nothing does. `assets` are without `derivedAssets`.
   */
  problems(reference: VersionReference, assets: readonly ListedAsset[]): Promise<readonly string[]>;
  /**
   * The publication that puts exactly these assets, each under its own name, under this reference again; or the asset
   * that keeps it from being one, and why. Only for assets without `problems`.
   */
  recompose(
    reference: VersionReference,
    assets: readonly StoredAsset[],
    host: Pick<Host, 'files'>,
  ): Promise<Recomposition>;
  /** A Published version takes no further asset (generic), so one that lacks some cannot be completed. */
  readonly isFinal?: boolean;
}

/** How a project is packed. */
export interface PackOptions {
  /** No script of the package itself runs (npm: prepublishOnly, prepack, prepare, postpack). Builds of other formats are programs throughout. */
  readonly ignoreScripts: boolean;
  /** Variables that the packer sees although their names sound like credentials. */
  readonly passEnv: readonly string[];
  /** Further arguments for the tool that packs; those of what it does before or asks are not touched. */
  readonly args?: readonly string[] | undefined;
  /** The file in the directory that was named to be packed, where it was not the directory itself. */
  readonly file?: string | undefined;
  /** The value of SOURCE_DATE_EPOCH that every program of the build sees, for tools that take it elsewhere. */
  readonly sourceDateEpoch?: string | undefined;
}

/** What packing a project came to. */
export interface Packed {
  readonly files: readonly string[];
  /** Of what the project has and the tool made no package of. */
  readonly verdicts: readonly FileVerdict[];
}

/** What a gathering is told besides its files. */
export interface GatherOptions {
  /** Versions that nobody could install and that are wanted all the same; the others may be left at once. */
  readonly allows?: readonly Uninstallable[] | undefined;
}

/**
 * Versions that stand for one build after another (maven: `1.0-SNAPSHOT`). A build is a version as well, under a name of its
 * own, and hidden: people install the snapshot, which holds the assets of one of its builds at a time.
 */
export interface SnapshotRules {
  /** The snapshot that a build is of; undefined for versions that are no build. */
  snapshotOf(version: string): string | undefined;
  isSnapshot(version: string): boolean;
  /** The build of a snapshot that these are the assets of; undefined where they are of none, or not of one alone. */
  buildOf(snapshot: VersionReference, assetNames: readonly string[]): string | undefined;
  /**
   * Makes the snapshot of a build that the repository holds, with these assets, be this build: what an upload of it ends
   * with. Idempotent, and does not retry.
   */
  point(build: VersionReference, assetNames: readonly string[], target: PublishTarget): Promise<UploadResult>;
}

/** The repository that a version comes from, as far as a format may look for what the version needs. */
export interface NeedsSource {
  /** Names of the packages of this format that begin so. */
  namesWith(prefix: string): Promise<readonly string[]>;
  /** An asset of the version; undefined where it is not there, or larger. */
  asset(name: string, largest: number): Promise<AsyncIterable<Uint8Array> | undefined>;
}

export interface Publishing {
  /**
   * Of these files those that are this format's by where they stand and what they are called, whatever is in them
   * (maven: the folder of a version in a repository layout); other formats do not see them. By names alone.
   */
  claims?(paths: readonly string[]): Promise<readonly string[]>;
  /**
   * What the names of all files of this version begin with, where they have names in common: a file that begins so and is
   * published by nobody is missing from the version.
   */
  stems?(publication: Publication): Promise<readonly string[]>;
  /**
   * Recognises built files by content, groups them into publications. Hostile archives are refused in bounded memory
   * with a `refused` verdict, never by an exception.
   */
  gather(paths: readonly string[], host: Pick<Host, 'files' | 'log'>, options?: GatherOptions): Promise<GatherReport>;
  /**
   * For formats whose files do not say what they are (generic): the named coordinate and these files, in this order,
   * are the publication. Absent where files name themselves.
   */
  compose?(
    reference: VersionReference,
    paths: readonly string[],
    host: Pick<Host, 'files' | 'log'>,
  ): Promise<GatherReport>;
  /** Project directories: whether this is one of ours, and how to pack it with its own tool into `into`. */
  readonly project?: {
    /** By one entry alone, wherever that is enough. */
    recognises(entries: readonly string[]): boolean;
    /** Whether a file stands for a project by itself, so that naming it packs it (NuGet: `X.csproj`); absent where none does. */
    isProjectFile?(name: string): boolean;
    /**
     * Name of the package that the project with this file makes, as `packageName` prints it or by itself; undefined when it
     * makes none, or when it cannot be told without its tool.
     */
    nameIn?(projectFile: string, files: Pick<Files, 'read' | 'stat'>): Promise<string | undefined>;
    /** Resolves to the built files; `into` is this project's alone. Rejects with CA-FILE-004 when the tool is missing or fails, or cannot do as asked. */
    pack(directory: string, into: string, host: Host, options: PackOptions): Promise<readonly string[] | Packed>;
  };
  /**
   * Speaks the format's wire to put `missing` (a subset of the publication's artifacts) into the repository.
   * `present` is what the registry has of this version already. Must not retry; the caller paces and retries.
   */
  upload(
    publication: Publication,
    missing: readonly Artifact[],
    target: PublishTarget,
    present: readonly AssetDescription[],
  ): Promise<UploadResult>;
  /**
   * What a version needs that its list of dependencies does not name. Asked only of versions that list none, and only
   * where dependencies are promoted along.
   */
  unlistedNeeds?(ref: VersionReference, source: NeedsSource): Promise<readonly Dependency[]>;
  /**
   * What an archive of this format holds: member path -> digest of its content, in bounded memory. Undefined when the
   * file is no archive or not a sound one. Only used to say in what two files of one name differ.
   */
  members?(path: string, files: Files): Promise<ReadonlyMap<string, string> | undefined>;
  /** How two builds of one source come to the same bytes; for archives that differ in their times alone. */
  readonly reproducibleBy?: string;
  /**
   * Assets that publishing itself makes anew (maven: `maven-metadata.xml`, which holds a time): never built files, and
   * not the same in two domains that hold the same version.
   */
  readonly derivedAssets?: readonly string[];
  /** Absent: versions of this format are only promoted within one domain. */
  readonly republishing?: () => Promise<Republishing>;
  /** Absent where no version stands for one build after another. */
  readonly snapshots?: SnapshotRules;
  /**
   * Names of files that a version with these assets cannot do without and has not, by their names alone; absent where nothing
   * can be told.
   */
  lacks?(ref: VersionReference, assetNames: readonly string[]): Promise<readonly string[]>;
  /** Makes an uploaded but Unfinished version visible; absent where the format has no such state. Idempotent. */
  finish?(publication: Publication, target: PublishTarget): Promise<UploadResult>;
  /**
   * Versions that package managers see through the repository, upstreams and public sources included, read without
   * pulling any of them. Undefined when nobody in the chain knows the package.
   */
  visibleVersions?(ref: PackageReference, target: WireReadTarget): Promise<readonly string[] | undefined>;
  /**
   * What clients look for and is no part of a version, so that a copy leaves it behind (maven: the list of a group, by which
   * `mvn prefix:goal` finds a plugin). Absent where there is nothing of the kind.
   */
  readonly listsBeside?: {
    /** Whether this package is in such a list, as far as its name tells: any may be. */
    isLikely(ref: PackageReference): boolean;
    /** Adds to the destination what the source has of these packages. Resolves to what is still missing, in sentences. */
    carry(
      refs: readonly PackageReference[],
      source: WireReadTarget,
      destination: PublishTarget,
    ): Promise<readonly string[]>;
  };
  /** Reads the npm dist-tags or what else names versions; absent where the format has none. */
  readonly tags?: {
    /** The tag its author means when nobody names one (npm: `publishConfig.tag`, else `latest`, for a prerelease its first label). */
    preferred(publication: Publication): string;
    /** Whether a tag may be called so (npm: nothing that reads as a version range). */
    isName(tag: string): boolean;
    read(ref: PackageReference, target: WireReadTarget): Promise<Readonly<Record<string, string>> | undefined>;
    set(ref: PackageReference, tag: string, version: string, target: WireReadTarget): Promise<void>;
    remove(ref: PackageReference, tag: string, target: WireReadTarget): Promise<void>;
  };
}

// ---- configuring ------------------------------------------------------------------------------------------------

/** The machine as a configurator may see it: values only, so that configuring stays pure. */
export interface ToolMachine {
  readonly platform: 'linux' | 'darwin' | 'win32';
  readonly home: string;
  /** The user's folder by the password database (Java's `user.home`); undefined when the user has no entry there. */
  readonly accountHome: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether the `variables` of a configuration reach the programs of later steps by themselves. */
  readonly exportsVariables: boolean;
  readonly workingDirectory: string;
  /**
   * Whether a file or folder exists; some tools choose their file by that. Answered from what was looked up
   * beforehand: `configure` is called again until it asks for nothing new, so it must be pure and ask steadily.
   */
  exists(path: string): boolean;
  /** Text of a file, with the changes already planned for it; undefined when it is missing. Same rule as `exists`. */
  read(path: string): string | undefined;
  /** How the bytes of that text are encoded, which tells whether the tool can read them, too. Same rule as `exists`. */
  encodingOf(path: string): TextEncoding | undefined;
  /**
   * Where a path leads, by the links of it and of what it lies in; of what is not there yet, where it would come to be.
   * Same rule as `exists`.
   */
  realPathOf?(path: string): string;
  /**
   * What a program on PATH answers to `--version`: the first number of its answer (`0.13.9`). Undefined where it does not
   * run, or nobody may run it. To be asked only where the answer decides something. Same rule as `exists`.
   */
  versionOf?(program: string): string | undefined;
  /**
   * Files of this name (a glob) in the project, relative to the working directory with `/`, those at the top first; without what
   * others' packages and builds brought. Same rule as `exists`.
   */
  find(name: string): readonly string[];
  /** Names of what stands in a folder, anywhere; none where there is no such folder. Same rule as `exists`. */
  list?(folder: string): readonly string[];
}

export interface ConfigureRequest {
  readonly domain: string;
  readonly domainOwner: string;
  readonly repository: string;
  readonly region: string;
  /** With trailing slash. */
  readonly endpoint: string;
  readonly token: Secret;
  /** npm scopes with `@` (or Swift scopes) to map; empty means the default registry. */
  readonly scopes: readonly string[];
  readonly machine: ToolMachine;
  /** Values of the tool inputs (`pip-index-mode`, `maven-server-id`, …), already validated. */
  readonly options: Readonly<Record<string, string>>;
  /** Endpoints of this format that earlier logins of the job configured: a further one adds up, it does not replace. */
  readonly earlierEndpoints: readonly string[];
  /**
   * Another domain of this job is reached through the same host name (VPC endpoints, the local server), so a file that
   * knows one token a host (.netrc) cannot hold both.
   */
  readonly sharesHost: boolean;
}

export interface VariablesRequest extends ConfigureRequest {
  /** Absolute; owner-only, made when a file is written there, and taken away with it. */
  readonly folder: string;
}

/**
 * One file to change. `edit` is pure: text in (undefined when there is no file; never a byte order mark), text out.
 * It throws when the text cannot be understood: nothing is written then, to no file. It may load a parser lazily.
 */
export interface ConfigurationFile {
  readonly path: string;
  /** Owner-only (0600) when it holds the token. */
  readonly holdsSecret: boolean;
  /** What undoing may take out of it while others' edits stay. */
  readonly syntax: Syntax;
  /** What it is written in, so that undoing can tell its values whatever others made of its lines. Absent for scripts. */
  readonly language?: Language;
  edit(current: string | undefined): string | Promise<string>;
  /** What `edit` is given when there is no file (an empty root element), and what others' additions stand in later. */
  readonly skeleton?: string;
  /** The latter, where that is another text: what the client itself would have written in the place of ours. */
  readonly skeletonOfOthers?: string;
}

export interface ToolConfiguration {
  readonly files: readonly ConfigurationFile[];
  /** Variables for later steps; a Secret is masked and exported only where the tool has no other way. */
  readonly variables: Readonly<Record<string, string | Secret>>;
  /** Things people should know: order of setup steps, an index that was replaced. What outranks ours is found by `inspect`. */
  readonly notes: readonly string[];
  /** Situations in which the tool will not do what people expect, each with the fix. */
  readonly warnings?: readonly string[];
}

/** Where a tool keeps the packages it fetched, and what tells which ones a project needs. */
export interface PackageStore {
  /**
   * Folders, absolute; most wanted first. Only what was fetched: never configuration, credentials, logs or virtual
   * environments. Some may not exist. Pure, and judged by variables and platform alone: nothing is looked up.
   */
  paths(machine: StoreMachine): readonly string[];
  /** Files whose contents the key of a cache is made from, as globs like `detect`. */
  readonly lockFiles: readonly string[];
}

export type StoreMachine = Pick<ToolMachine, 'platform' | 'home' | 'env' | 'workingDirectory'>;

export interface Tool {
  readonly name: ToolName;
  /** Whether single scopes of names can have a registry of their own, so that `scope` says something to it. */
  readonly hasScopes?: boolean;
  /** Lock and build files by which `tools: auto` finds it, as globs relative to the working directory. */
  readonly detect: readonly string[];
  /** Files that only what they contain makes ours (`packageManager` in package.json, `[tool.poetry]`). */
  readonly detectInside?: readonly { readonly file: string; readonly contains: RegExp }[];
  /** Files that mean this tool when no other tool of its format was found (package.json: npm). */
  readonly detectFallback?: readonly string[];
  /** What it is started by, where `auto` has to know whether it is there. */
  readonly programs?: readonly string[];
  /** The tool of the same format that does its work where it is not there and that one is. */
  readonly twin?: ToolName;
  /** How projects below the working directory are found that may send the tool elsewhere; absent where none can. */
  nestedProjects?(machine: StoreMachine): NestedProjects;
  /** A promise only where a parser is loaded to read what the project says (Poetry, Cargo). */
  configure(request: ConfigureRequest): ToolConfiguration | Promise<ToolConfiguration>;
  /**
   * The same by variables, where a file that `configure` asks for cannot be written. Files it still asks for stand in
   * `folder`, which is this job's alone. Undefined where the tool cannot be told that way.
   */
  asVariables?(request: VariablesRequest): ToolConfiguration | undefined | Promise<ToolConfiguration | undefined>;
  /**
   * The model of the tool's effective configuration: all its files and variables, in its own order and by its own
   * parser's rules. `login` judges with it what it is about to write, `doctor` what is there. Reads only; same rule for
   * the machine as `configure`. A file that the tool cannot understand is a remark, never an exception.
   */
  inspect?(request: InspectRequest): ToolInspection | Promise<ToolInspection>;
}

export interface NestedProjects {
  /** One of these makes a folder a project, as globs relative to it; any folder is one where there are none. */
  readonly marks: readonly string[];
  /** What tells the tool where to ask. */
  readonly settings: readonly NestedFile[];
}

export interface NestedFile {
  /** A glob relative to the folder of the project. */
  readonly file: string;
  /** It is of interest only with this in it. */
  readonly contains?: RegExp;
}

export interface InspectRequest {
  /** With trailing slash. */
  readonly endpoint: string;
  readonly machine: ToolMachine;
}

export interface ToolInspection {
  /**
   * In the order in which the tool asks: for one `scope` the first counts. Undefined where it takes none from its own
   * configuration (twine is told on the command line, Poetry by the project).
   */
  readonly registries: readonly RegistrySetting[] | undefined;
  /**
   * The programs behind the tool's one name (gem and Bundler), where each follows settings of its own: they are judged
   * apart, so that what one asks does not hide what another does not. One of them that is left out is not judged by its
   * registries, since remarks say what there is to say.
   */
  readonly clients?: readonly string[];
  /** Kept for the endpoint in question, in the order in which the tool takes them: the first counts. */
  readonly credentials: readonly StoredCredential[];
  /** Addresses that lock files pin packages to. */
  readonly locked: readonly LockedAddress[];
  /** How the tool asks the endpoint, by its files, variables and rules; undefined where nobody knows. */
  readonly way?: ProxySetting | DirectWay | undefined;
  /** What only this tool trips over. */
  readonly remarks: readonly ToolRemark[];
  /** What the configuration comes to and may be meant so, in sentences. */
  readonly notes?: readonly string[];
}

export interface ProxySetting {
  readonly source: string;
  /** Name of the variable that `source` is. */
  readonly variable?: string | undefined;
  readonly setting: string;
  /** As written; it may hold a password. */
  readonly address: string;
  /** The program that takes it, where that is not called like the tool. */
  readonly client?: string | undefined;
  /** Of the file, where it is known. */
  readonly line?: number | undefined;
  /** It comes with a checkout. */
  readonly isOfProject?: boolean | undefined;
  /** What has the program believe certificates that the user has not chosen to believe, with its place. */
  readonly unverified?: string | undefined;
  /** Of a proxy of a checkout: those that files of the user name for the same program. */
  readonly ownAddresses?: readonly string[] | undefined;
}

/** A tool asks without a proxy. */
export interface DirectWay {
  readonly address?: undefined;
  /** As in `ProxySetting`. */
  readonly client?: string | undefined;
  /** Why it does, as the end of a sentence. */
  readonly because: string;
  /** What has it take a proxy. */
  readonly fix: string;
}

export interface UserInfo {
  readonly user: string;
  readonly password: Secret | undefined;
}

export interface RegistrySetting {
  /** File or variable, for people. */
  readonly source: string;
  /** Name of the variable that `source` is, so that people are told how to unset it. */
  readonly variable?: string | undefined;
  /** As the tool calls it: `registry`, `@acme:registry`, `index-url`. */
  readonly setting: string;
  /** Without credentials. */
  readonly url: string;
  /** What stands before the `@` in the address, where the tool makes something of it. */
  readonly userInfo?: UserInfo | undefined;
  /** Undefined: for all packages that no scope claims. */
  readonly scope?: string | undefined;
  /** Asked besides others (a further index), not instead of them. */
  readonly isFurther?: boolean | undefined;
  /** The endpoint as it has to be written here (pip: with `simple/`). Default: the endpoint. */
  readonly wanted?: string | undefined;
  /** Of `clients` the one that follows it. */
  readonly client?: string | undefined;
  /** It stands in the project, where no login writes: people set it. */
  readonly isOfProject?: boolean | undefined;
}

export interface StoredCredential {
  readonly source: string;
  /** Name of the variable that `source` is. */
  readonly variable?: string | undefined;
  readonly token: Secret;
  /** Of `clients` the one that sends it. */
  readonly client?: string | undefined;
  /** What helps where it is refused and no login would change it. Default: to log in again. */
  readonly fix?: string | undefined;
}

export interface LockedAddress {
  readonly source: string;
  /** Scheme, host and path up to the repository, or what there is of it. */
  readonly url: string;
  readonly count: number;
  /** The tool puts its configured registry in the place of this one. */
  readonly isReplaced: boolean;
}

export interface ToolRemark {
  /** Stable, in kebab-case: `always-auth`, `explicit-port`, `unset-variable`. */
  readonly name: string;
  readonly found: string;
  readonly fix: string;
  /** Default: `problem`. */
  readonly health?: 'warning' | 'problem';
  /** A warning that `login` gives as well; problems it always tells. */
  readonly isSaidAtLogin?: boolean;
  /** A warning that `login` gives as a note: what it tells may well be meant. */
  readonly isNotedAtLogin?: boolean;
}
