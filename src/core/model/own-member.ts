/**
 * What a record has under a name that others chose. A version, a dist-tag or a package may be called `constructor` or
 * `toString`, and what every object has by that name is none of the record's.
 */
export function ownMember<T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}
