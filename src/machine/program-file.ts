import { realpathSync } from 'node:fs';

/** Path of the script that is running, links resolved: what `npx`, a link in `bin` and `node FILE` all end at. */
export function programFile(): string {
  const path = process.argv[1] ?? '';
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
