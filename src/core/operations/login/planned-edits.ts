// The files a login is about to change, as they are and as they would be; nothing is written here.
import { dirname, join, relative, resolve } from 'node:path';
import { RegistryError } from '../../errors/registry-error.ts';
import { spellings } from '../../model/secret.ts';
import type { Files, Host } from '../../ports/host.ts';
import type { ConfigurationFile } from '../../ports/package-format.ts';
import { decodeText, encodeText, PLAIN, type TextEncoding } from '../../text/encoding.ts';
import type { Language } from '../../text/languages.ts';
import { changesBetween, linesOf, type Syntax } from '../../text/three-way-merge.ts';
import type { ValueEditors } from '../../text/value-merge.ts';
import { LARGEST_READ } from './inspect-tool.ts';
import type { LoginRecord } from './records/login-record.ts';

export interface PlannedFile {
  readonly path: string;
  readonly tools: readonly string[];
  readonly realPath: string | undefined;
  readonly before: Buffer | undefined;
  readonly after: Buffer;
  /** How many names it has before (hard links). */
  readonly names: number;
  readonly modeBefore: number | undefined;
  readonly modeAfter: number | undefined;
  readonly syntax: Syntax;
  readonly language: Language | undefined;
  readonly skeleton: string | undefined;
  readonly holdsSecret: boolean;
  /** Folders that have to be made, deepest first. */
  readonly folders: readonly string[];
  /** The same edits on the file as it would be without one parallel login, by its id. */
  readonly without: Readonly<Record<string, Buffer>>;
  readonly added: readonly string[];
}

export interface PlannedEditsRequest {
  /** Logins of other jobs that share this home. */
  readonly parallel: readonly LoginRecord[];
  readonly workingDirectory: string;
  readonly editors?: ValueEditors | undefined;
  readonly host: Pick<Host, 'platform' | 'files'>;
}

/** A configuration file larger than this is not edited; parsed, the worst of this size takes some hundred MB. */
const LARGEST = 512 * 1024;

/** Lock files and programs of a project, which no login writes; they may be as large as they like. */
const ONLY_READ = /(?:\.lockb?|[-.]lock\.(?:json|yaml)|shrinkwrap\.json|\.[cm]?js)$/i;

const tooLarge = (path: string, size: number) =>
  new RegistryError('CA-FILE-003', `${path} is too large for a configuration file (${size} bytes)`);

interface Draft {
  readonly path: string;
  /** In bytes, as found. */
  readonly size: number;
  /** Too large to be looked into, as programs are. */
  readonly isUnread: boolean;
  readonly tools: Set<string>;
  readonly realPath: string | undefined;
  readonly before: Buffer | undefined;
  readonly mode: number | undefined;
  readonly names: number;
  readonly encoding: TextEncoding;
  readonly folders: readonly string[];
  /** Key '' is the file itself, other keys are ids of parallel logins it is imagined without. */
  readonly texts: Map<string, string | undefined>;
  holdsSecret: boolean;
  syntax: Syntax;
  language: Language | undefined;
  skeleton: string | undefined;
}

/** Reads each file once; edits add up. */
export class PlannedEdits {
  readonly #seen = new Map<string, { exists: boolean; draft: Draft | undefined; error?: RegistryError }>();
  readonly #byTarget = new Map<string, Draft>();
  readonly #edited = new Set<Draft>();
  /** Folders and what they are without links. */
  readonly #folders = new Map<string, string>();
  readonly #request: PlannedEditsRequest;

  constructor(request: PlannedEditsRequest) {
    this.#request = request;
  }

  knows(path: string): boolean {
    return this.#seen.has(path);
  }

  exists(path: string): boolean {
    const seen = this.#seen.get(path);
    return seen !== undefined && (seen.exists || seen.draft?.texts.get('') !== undefined);
  }

  /** Throws CA-FILE-003 for what is too large; that it exists may be asked of any program. */
  read(path: string): string | undefined {
    const draft = this.#seen.get(path)?.draft;
    if (draft?.isUnread) throw tooLarge(path, draft.size);
    return draft?.texts.get('');
  }

  /** A file is written in the encoding in which it was found. */
  encodingOf(path: string): TextEncoding | undefined {
    return this.read(path) === undefined ? undefined : this.#seen.get(path)?.draft?.encoding;
  }

  async look(path: string): Promise<void> {
    if (this.#seen.has(path)) return;
    try {
      await this.#look(path);
    } catch (error) {
      // Closed to us, it is closed to the tool; who wants to write it is told why.
      if (!(error instanceof RegistryError) || error.code !== 'CA-FILE-005') throw error;
      this.#seen.set(path, { exists: false, draft: undefined, error });
    }
  }

  async #look(path: string): Promise<void> {
    const { files } = this.#request.host;
    // A tool may read some ten files, most of which are nowhere; one of these is opened when it is to be written.
    if ((await files.stat(path)) === undefined) {
      const draft = this.#byTarget.size === 0 ? undefined : this.#byTarget.get(await this.#placeOf(path));
      this.#seen.set(path, { exists: false, draft });
      return;
    }
    const realPath = await files.realPath(path);
    // A link to nowhere leads to a place as well.
    const place = realPath ?? (await this.#placeOf(path));
    const known = this.#byTarget.get(place);
    const stat = known ? undefined : await files.stat(realPath ?? path);
    const isFile = stat === undefined || stat.kind === 'file' || stat.kind === 'link';
    const draft = known ?? (isFile ? await this.#open(path, realPath) : undefined);
    if (draft) this.#byTarget.set(place, draft);
    this.#seen.set(path, { exists: stat !== undefined, draft });
  }

  async #openMissing(path: string): Promise<Draft> {
    const place = await this.#placeOf(path);
    const draft = this.#byTarget.get(place) ?? (await this.#open(path, undefined));
    this.#byTarget.set(place, draft);
    this.#seen.set(path, { exists: false, draft });
    return draft;
  }

  /** Where a file that is not there would be: two paths may lead to one place through a folder that is a link. */
  async #placeOf(path: string): Promise<string> {
    const { files } = this.#request.host;
    const target = await files.destination(path);
    for (let folder = dirname(target); ; folder = dirname(folder)) {
      const real = this.#folders.get(folder) ?? (await files.realPath(folder));
      if (real !== undefined) {
        this.#folders.set(folder, real);
        return join(real, relative(folder, target));
      }
      if (dirname(folder) === folder) return target;
    }
  }

  async #open(path: string, realPath: string | undefined): Promise<Draft> {
    const { files } = this.#request.host;
    const stat = realPath === undefined ? undefined : await files.stat(realPath);
    const size = stat?.size ?? 0;
    const isUnread = size > LARGEST && !ONLY_READ.test(path);
    const before = realPath === undefined || isUnread || size > LARGEST_READ ? undefined : await files.read(realPath);
    const decoded = before && decodeText(before);
    const texts = new Map<string, string | undefined>([['', decoded?.text]]);
    for (const record of this.#request.parallel) {
      const file = record.files.find((one) => (one.realPath ?? one.path) === (realPath ?? path));
      if (!file) continue;
      const step = {
        before: file.before === undefined ? undefined : Buffer.from(file.before, 'base64'),
        after: Buffer.from(file.after, 'base64'),
        syntax: file.syntax,
        language: file.language,
      };
      // Most logins are the only one of their home.
      const { undoStep } = await import('../../text/revert-file.ts');
      const spared = (await undoStep(step, before, record.secrets, this.#request.editors)).content;
      texts.set(record.id, spared && decodeText(spared).text);
    }
    const folders = realPath === undefined ? await missingFolders(await files.destination(path), files) : [];
    const encoding = decoded?.encoding ?? PLAIN;
    return {
      path,
      size,
      isUnread,
      tools: new Set(),
      realPath,
      before,
      mode: stat?.mode,
      names: stat?.names ?? 1,
      encoding,
      folders,
      texts,
      holdsSecret: false,
      syntax: 'lines',
      language: undefined,
      skeleton: undefined,
    };
  }

  async edit(file: ConfigurationFile, tool: string): Promise<void> {
    const path = resolve(this.#request.workingDirectory, file.path);
    await this.look(path);
    const seen = this.#seen.get(path);
    if (seen?.error) throw seen.error;
    const draft = seen?.draft ?? (seen?.exists === false ? await this.#openMissing(path) : undefined);
    if (!draft) throw new RegistryError('CA-FILE-003', `${path} is not a file, so ${tool} cannot be configured`);
    if (draft.size > LARGEST) throw tooLarge(path, draft.size);
    for (const [key, text] of draft.texts) {
      try {
        draft.texts.set(key, await file.edit(text ?? file.skeleton));
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new RegistryError('CA-FILE-003', `${path} cannot be edited for ${tool}: ${reason}`, {
          cause: error,
          remedy: `Correct ${path}, or move it away; nothing was changed.`,
        });
      }
    }
    draft.tools.add(tool);
    draft.holdsSecret ||= file.holdsSecret;
    if (draft.syntax === 'lines') draft.syntax = file.syntax;
    draft.language ??= file.language;
    draft.skeleton ??= file.skeletonOfOthers ?? file.skeleton;
    this.#edited.add(draft);
  }

  finish(secrets: readonly string[]): PlannedFile[] {
    const hidden = secrets.flatMap(spellings).filter((spelling) => spelling !== '');
    return [...this.#edited].map((draft) => {
      const { texts, encoding, mode, before } = draft;
      const encode = (text: string | undefined) => encodeText(text ?? '', encoding);
      const base = before ? decodeText(before).text : '';
      const without = [...texts].filter(([key]) => key !== '').map(([key, text]) => [key, encode(text)] as const);
      return {
        path: draft.path,
        tools: [...draft.tools],
        realPath: draft.realPath,
        before,
        after: encode(texts.get('')),
        names: draft.names,
        modeBefore: mode,
        modeAfter: this.#mode(draft),
        syntax: draft.syntax,
        language: draft.language,
        skeleton: draft.skeleton,
        holdsSecret: draft.holdsSecret,
        folders: draft.folders,
        without: Object.fromEntries(without),
        added: addedTo(base, texts.get('') ?? '', draft.syntax).map((line) =>
          hidden.reduce((rest, secret) => rest.replaceAll(secret, '***'), line),
        ),
      };
    });
  }

  /** A file that holds a token is for its owner only; gem takes its credentials from a file of mode 0600 and no other. */
  #mode({ mode, holdsSecret }: Draft): number | undefined {
    if (mode === undefined) return holdsSecret ? 0o600 : undefined;
    return holdsSecret && this.#request.host.platform !== 'win32' ? (mode & 0o700) | 0o600 : mode;
  }
}

/** Whole lines where lines stand alone; else only the pieces, since their line may hold a stranger's secret. */
function addedTo(before: string, after: string, syntax: Syntax): string[] {
  const linesIn = (text: string) => linesOf(text).map((line) => line.trimEnd());
  const known = new Set(linesIn(before));
  if (syntax !== 'tree') return linesIn(after).filter((line) => !known.has(line));
  const pieces = changesBetween(before, after).flatMap((change) => linesIn(change.text));
  return pieces.filter((line) => line !== '');
}

async function missingFolders(path: string, files: Files): Promise<string[]> {
  const missing: string[] = [];
  for (
    let folder = dirname(path);
    (await files.stat(folder)) === undefined && dirname(folder) !== folder;
    folder = dirname(folder)
  )
    missing.push(folder);
  return missing;
}
