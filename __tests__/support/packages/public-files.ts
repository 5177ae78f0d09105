// Files of public registries, fetched once and kept: the corpora of real packages are published from these.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createTransport } from '../../../src/machine/http.ts';

/** Outlives a run, whose temporary folder goes with it. */
const CACHE = join(import.meta.dirname ?? '.', '..', '..', '..', 'node_modules', '.cache', 'codeartifact-ci');

export interface PublicFiles {
  /** Why the registry cannot be asked; undefined where it answers. */
  readonly unreachable: string | undefined;
  /** The file at `url`, kept as `name`. Rejects unless the answer is 200. */
  file(url: string, name: string, headers?: Readonly<Record<string, string>>): Promise<string>;
  close(): void;
}

/** `probe`: an address that answers where the registry does. `kept`: a word for the folder that its files stay in. */
export async function publicFiles(registry: string, probe: string, kept: string): Promise<PublicFiles> {
  const { send, close } = createTransport({ env: process.env, userAgent: 'codeartifact-ci-tests' });
  const unreachable = await send({ method: 'GET', url: probe, idleTimeoutMs: 20_000 })
    .then(async (answer) => {
      await answer.discard();
      return answer.status < 400 ? undefined : `${registry} answers ${answer.status}`;
    })
    .catch(() => `${registry} cannot be reached`);
  const cache = join(CACHE, kept);
  return {
    unreachable,
    close,
    async file(url, name, headers = {}) {
      const file = join(cache, name);
      if (existsSync(file)) return file;
      mkdirSync(dirname(file), { recursive: true });
      const answer = await send({ method: 'GET', url, headers });
      if (answer.status !== 200) {
        await answer.discard();
        throw new Error(`${url} answers ${answer.status}`);
      }
      const part = `${file}.${process.pid}`;
      await pipeline(answer.body, createWriteStream(part));
      renameSync(part, file);
      return file;
    },
  };
}

/** Of a file, in hexadecimal digits. */
export async function fileDigest(path: string, algorithm = 'sha256'): Promise<string> {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

export const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
