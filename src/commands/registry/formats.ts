// Which formats a command works with. Loaded with the command, so that a command that needs none parses none.
import { RegistryError } from '../../core/errors/registry-error.ts';
import type { CommandName } from '../../core/inputs/commands.ts';
import { type Coordinate, parseCoordinate, shortForm } from '../../core/model/coordinates.ts';
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

/** Formats whose tools are configured, and whose packages no command handles yet. */
export function unpublishedFormats(): readonly PackageFormat[] {
  return Object.values(formats).filter(({ publishing }) => publishing === undefined);
}

/**
 * Rejects with CA-INPUT-003 when coordinates are of formats that we configure tools for and no more, all of them at
 * once, before anything is asked. Coordinates that cannot be read are left to whoever reads them.
 */
export function requireHandled(coordinates: readonly string[], command: CommandName): void {
  const handled = formatsFor(['auto']).map(({ name }) => name);
  const unhandled = coordinates.flatMap((text) => read(text) ?? []).filter(({ format }) => !handled.includes(format));
  if (unhandled.length === 0) return;
  const names = [...new Set(unhandled.map(({ format }) => format))].join(', ');
  throw new RegistryError(
    'CA-INPUT-003',
    `\`${command}\` cannot handle packages of ${names} yet: ${unhandled.map(shortForm).join(', ')}`,
    { remedy: `Leave them out; \`${command}\` handles ${handled.join(', ')}.` },
  );
}

function read(text: string): Coordinate | undefined {
  try {
    return parseCoordinate(text);
  } catch {
    return undefined;
  }
}
