// @ts-check
// The shape of an answer: which members it has and of which types, and no value. Names of members are shown where they
// are known words of the service or of a format; every other key is data (a version, a tag, a name) and becomes `*`.

/**
 * @typedef {object} Shape
 * @property {number} seen How many values it was made of.
 * @property {Record<string, number>} types How many of them had which type: string, number, boolean, null, object, array.
 * @property {Record<string, Shape>} [members] Of the objects among them.
 * @property {Shape} [elements] Of all elements of the arrays among them.
 */

/** What stands for a key that is data. */
export const ANY_KEY = '*';

/**
 * The shape of one value of JSON.
 * @param {unknown} value
 * @param {(key: string) => boolean} isWord Whether a key is a word that may be shown.
 * @returns {Shape}
 */
export function shapeOf(value, isWord) {
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  /** @type {Shape} */
  const shape = { seen: 1, types: { [type]: 1 } };
  if (Array.isArray(value)) {
    const elements = merged(value.map((one) => shapeOf(one, isWord)));
    if (elements !== undefined) shape.elements = elements;
  } else if (type === 'object') {
    /** @type {Map<string, Shape[]>} */
    const members = new Map();
    for (const [key, member] of Object.entries(/** @type {object} */ (value))) {
      const name = isWord(key) ? key : ANY_KEY;
      members.set(name, [...(members.get(name) ?? []), shapeOf(member, isWord)]);
    }
    shape.members = Object.fromEntries([...members].map(([name, all]) => [name, /** @type {Shape} */ (merged(all))]));
  }
  return shape;
}

/**
 * One shape for all of them; undefined for none.
 * @param {readonly Shape[]} shapes
 * @returns {Shape | undefined}
 */
export function merged(shapes) {
  if (shapes.length === 0) return undefined;
  /** @type {Shape} */
  const sum = { seen: 0, types: {} };
  /** @type {Map<string, Shape[]>} */
  const members = new Map();
  const elements = [];
  for (const shape of shapes) {
    sum.seen += shape.seen;
    for (const [type, count] of Object.entries(shape.types)) sum.types[type] = (sum.types[type] ?? 0) + count;
    for (const [name, member] of Object.entries(shape.members ?? {}))
      members.set(name, [...(members.get(name) ?? []), member]);
    if (shape.elements !== undefined) elements.push(shape.elements);
  }
  if (shapes.some((shape) => shape.members !== undefined))
    sum.members = Object.fromEntries([...members].map(([name, all]) => [name, /** @type {Shape} */ (merged(all))]));
  const all = merged(elements);
  if (all !== undefined) sum.elements = all;
  return sum;
}

/**
 * A shape as lines: path of a member to its types, `?` behind them where some of the objects lack it. `a[]` is what stands
 * in the list `a`.
 * @param {Shape} shape
 * @returns {Record<string, string>} Sorted by path.
 */
export function linesOf(shape) {
  /** @type {Record<string, string>} */
  const lines = {};
  /** @param {Shape} one @param {string} path @param {boolean} isOptional */
  const visit = (one, path, isOptional) => {
    if (path !== '') lines[path] = `${Object.keys(one.types).sort().join('|')}${isOptional ? '?' : ''}`;
    const objects = one.types.object ?? 0;
    for (const [name, member] of Object.entries(one.members ?? {}))
      visit(member, path === '' ? name : `${path}.${name}`, name !== ANY_KEY && member.seen < objects);
    if (one.elements !== undefined) visit(one.elements, `${path}[]`, false);
  };
  visit(shape, '', false);
  return Object.fromEntries(Object.entries(lines).sort(([a], [b]) => (a < b ? -1 : 1)));
}
