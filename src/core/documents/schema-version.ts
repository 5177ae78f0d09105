// `codeartifact-ci/NAME@NUMBER`: the number goes up when an older reader would misread the file.
import { RegistryError } from '../errors/registry-error.ts';

/** Whether `found` is what `known` will be called one day. */
export function isNewer(found: string, known: string): boolean {
  const [name, number] = known.split('@');
  const [itsName, itsNumber = ''] = found.split('@');
  return itsName === name && /^[1-9][0-9]{0,5}$/.test(itsNumber) && Number(itsNumber) > Number(number);
}

/** Throws CA-INPUT-005 that says to update, for a file of a newer version of ours. */
export function refuseNewer(found: string, known: string, name: string): void {
  if (!isNewer(found, known)) return;
  throw new RegistryError(
    'CA-INPUT-005',
    `${name} is a \`${found}\`, written by a newer version of codeartifact-ci; this one reads \`${known}\``,
    { remedy: NEWER_REMEDY },
  );
}

export const NEWER_REMEDY = 'Update codeartifact-ci to at least the version that wrote it.';
