// Whether an edit left alone what was not to be edited: every value, as it is written, and as often as it stands there.
import { isMapping, isSame, type Said, type WrittenValue } from './value-merge.ts';

/** What was changed from one state to another, by the names of the outermost differences. */
function changedNames(before: Said, after: Said): Set<string> {
  const found = new Set<string>();
  const walk = (a: Said, b: Said, path: readonly string[]) => {
    if (isSame(a, b)) return;
    if (!isMapping(a) || !isMapping(b)) {
      found.add(JSON.stringify(path));
      return;
    }
    for (const name of new Set([...Object.keys(a), ...Object.keys(b)]))
      walk(Object.hasOwn(a, name) ? a[name] : undefined, Object.hasOwn(b, name) ? b[name] : undefined, [...path, name]);
  };
  walk(before, after, []);
  return found;
}

/** Whether both texts have the same values but for those that differ between `before` and `ours`. */
export function othersStay(
  { before, ours }: { readonly before: Said; readonly ours: Said },
  from: readonly WrittenValue[],
  to: readonly WrittenValue[],
): boolean {
  const changed = changedNames(before, ours);
  const isOurs = (path: readonly string[]) => {
    for (let length = 0; length <= path.length; length += 1)
      if (changed.has(JSON.stringify(path.slice(0, length)))) return true;
    return false;
  };
  const [was, is] = [from, to].map((values) => {
    const found = new Map<string, string[]>();
    for (const { path, text } of values) {
      if (isOurs(path)) continue;
      const name = JSON.stringify(path);
      const known = found.get(name);
      if (known) known.push(text);
      else found.set(name, [text]);
    }
    return found;
  });
  return (
    was !== undefined &&
    was.size === is?.size &&
    [...was].every(([name, texts]) => {
      const others = is.get(name);
      return others?.length === texts.length && texts.every((text, at) => text === others[at]);
    })
  );
}

/** The same, by what the texts say: for one that is worse than what was wanted, and still harms nobody. */
export function harmsNobody(before: Said, ours: Said, now: Said, result: Said): boolean {
  if (isSame(before, ours)) return isSame(now, result);
  if (![before, ours, now, result].every(isMapping)) return true;
  const own = (mapping: Said, name: string) => {
    const known = mapping as Readonly<Record<string, Said>>;
    return Object.hasOwn(known, name) ? known[name] : undefined;
  };
  const names = new Set([before, ours, now, result].flatMap((mapping) => Object.keys(mapping as object)));
  return [...names].every((name) => harmsNobody(own(before, name), own(ours, name), own(now, name), own(result, name)));
}

/** Names of the settings that were changed and have not come back. */
export function missingNames(before: Said, ours: Said, result: Said): string[] {
  const found: string[] = [];
  const own = (said: Said, name: string) => (isMapping(said) && Object.hasOwn(said, name) ? said[name] : undefined);
  const walk = (was: Said, changed: Said, is: Said, path: readonly string[]) => {
    if (was === undefined || isSame(was, changed) || isSame(was, is)) return;
    if (isMapping(was))
      for (const name of Object.keys(was)) walk(was[name], own(changed, name), own(is, name), [...path, name]);
    else found.push(path.join(' '));
  };
  walk(before, ours, result, []);
  return found.filter((name) => name !== '');
}
