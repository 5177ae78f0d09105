// Repositories and where they look, as a drawing: readers on the left, what they look in to the right of them, public
// sources last.

import type { RepositoryView } from '../registry/registry.ts';
import { escapeHtml as h, repositoryLabel } from './page-elements.ts';

const NODE = { width: 176, height: 46, across: 92, down: 18 } as const;
/** Beyond this a drawing is a tangle; the table below it still has everything. */
const MOST_NODES = 40;

interface Node {
  readonly key: string;
  readonly title: string;
  readonly below: string;
  readonly href: string | undefined;
  readonly targets: readonly string[];
}

/** Empty when there is nothing to connect or too much to draw. */
export function renderTopology(repositories: readonly RepositoryView[], contents: ReadonlyMap<string, string>): string {
  const nodes = nodesOf(repositories, contents);
  if (nodes.length > MOST_NODES || !nodes.some((node) => node.targets.length > 0)) return '';
  const places = placed(nodes);
  const columns = Math.max(...[...places.values()].map(({ column }) => column)) + 1;
  const rows = Math.ceil(Math.max(...[...places.values()].map(({ row }) => row))) + 1;
  const width = columns * (NODE.width + NODE.across) - NODE.across + 4;
  const height = rows * (NODE.height + NODE.down) - NODE.down + 4;
  const at = (key: string) => {
    const { column, row } = places.get(key) ?? { column: 0, row: 0 };
    return { x: 2 + column * (NODE.width + NODE.across), y: 2 + row * (NODE.height + NODE.down) };
  };
  const edges = nodes.flatMap((node) =>
    node.targets.filter((target) => places.has(target)).map((target, index) => edge(at(node.key), at(target), index)),
  );
  const hasSecond = nodes.some((node) => node.targets.length > 1);
  const caption = hasSecond ? '<p class="quiet caption">Dashed: looked in after the first.</p>' : '';
  return `<svg class="map" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="Repositories and where they look"><defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>${edges.join('')}${nodes.map((node) => box(node, at(node.key))).join('')}</svg>${caption}`;
}

function nodesOf(repositories: readonly RepositoryView[], contents: ReadonlyMap<string, string>): readonly Node[] {
  const inside = repositories.map((one) => ({
    key: one.repository,
    title: one.repository,
    below: contents.get(one.repository) ?? '',
    href: repositoryLabel(one),
    targets: [...one.upstreams, ...one.externalConnections.map(({ name }) => `public ${name}`)],
  }));
  const outside = new Map(
    repositories.flatMap((one) => one.externalConnections.map((each) => [each.name, each.format])),
  );
  const sources = [...outside].map(([name, format]) => ({
    key: `public ${name}`,
    title: name.replace(/^public:/, ''),
    below: `public source, ${format}`,
    href: undefined,
    targets: [],
  }));
  return [...inside, ...sources];
}

/** Column: the longest way to the end, counted from the right; rows in the order of search, centred. */
function placed(nodes: readonly Node[]): ReadonlyMap<string, { column: number; row: number }> {
  const byKey = new Map(nodes.map((node) => [node.key, node]));
  const depths = new Map<string, number>();
  // Repositories may look into each other in a circle; whoever is on the way already counts as an end.
  const depth = (key: string, way: readonly string[]): number => {
    const known = depths.get(key);
    if (known !== undefined) return known;
    const targets = (byKey.get(key)?.targets ?? []).filter((target) => byKey.has(target) && !way.includes(target));
    const found = targets.length === 0 ? 0 : 1 + Math.max(...targets.map((target) => depth(target, [...way, key])));
    depths.set(key, found);
    return found;
  };
  for (const { key } of nodes) depth(key, []);
  const deepest = Math.max(...depths.values());
  const columns: Node[][] = Array.from({ length: deepest + 1 }, () => []);
  for (const node of nodes) columns[deepest - (depths.get(node.key) ?? 0)]?.push(node);
  // From left to right each column follows the order in which those before it look in it.
  const wanted = new Map<string, number>();
  const places = new Map<string, { column: number; row: number }>();
  const most = Math.max(...columns.map((column) => column.length));
  for (const [column, members] of columns.entries()) {
    members.sort((a, b) => (wanted.get(a.key) ?? Infinity) - (wanted.get(b.key) ?? Infinity) || 0);
    for (const [index, node] of members.entries()) {
      places.set(node.key, { column, row: index + (most - members.length) / 2 });
      for (const target of node.targets) if (!wanted.has(target)) wanted.set(target, wanted.size);
    }
  }
  return places;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** From the right side of one box to the left side of another; later upstreams in the list are drawn dashed. */
function edge(from: Point, to: Point, index: number): string {
  const start = { x: from.x + NODE.width, y: from.y + NODE.height / 2 };
  const end = { x: to.x - 3, y: to.y + NODE.height / 2 };
  const bend = Math.max(40, (end.x - start.x) / 2);
  const dashed = index === 0 ? '' : ' stroke-dasharray="5 4"';
  return `<path d="M${start.x} ${start.y}C${start.x + bend} ${start.y} ${end.x - bend} ${end.y} ${end.x} ${end.y}"${dashed} marker-end="url(#tip)"/>`;
}

function box(node: Node, { x, y }: Point): string {
  const short = node.title.length > 21 ? `${node.title.slice(0, 20)}…` : node.title;
  const shape = `<title>${h(node.title)}</title><rect x="${x}" y="${y}" width="${NODE.width}" height="${NODE.height}" rx="10"/><text x="${x + 14}" y="${y + 20}">${h(short)}</text><text class="below" x="${x + 14}" y="${y + 36}">${h(node.below)}</text>`;
  return node.href === undefined ? `<g class="outside">${shape}</g>` : `<a href="${node.href}">${shape}</a>`;
}
