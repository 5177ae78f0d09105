// Processes of our own that run the sources as they are, for tests that kill them or put them somewhere else.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Flags that keep such a process from talking of what it does. */
export const QUIETLY = ['--disable-warning=ExperimentalWarning', '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON'];

/** A Node with SQLite that runs TypeScript as it is: this one, or one named by NODE22 or NODE24. */
export function nodeForTypeScript(): string | undefined {
  return [process.execPath, process.env.NODE24, process.env.NODE22].find((path) => {
    if (!path || !existsSync(path)) return false;
    const version = execFileSync(path, ['-p', 'process.versions.node']).toString().trim();
    const [major = 0, minor = 0] = version.split('.').map(Number);
    return major > 23 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18);
  });
}
