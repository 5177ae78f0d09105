// Which formats a command works with. Loaded with the command, so that a command that needs none parses none.
import type { PackageFormat } from '../../core/ports/package-format.ts';
import { formats } from '../../formats/index.ts';

export async function publishingFormats(): Promise<readonly PackageFormat[]> {
  return formatsFor(['auto']);
}

/** The formats an input `format` names; `auto` is every one we publish. */
export function formatsFor(names: readonly string[]): readonly PackageFormat[] {
  const all = Object.values(formats).filter((format) => format.publishing !== undefined);
  return names.length === 0 || names.includes('auto') ? all : all.filter((format) => names.includes(format.name));
}
