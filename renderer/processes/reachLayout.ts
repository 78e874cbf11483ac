import type { ImpactNode, Reach } from '../../domain/processes/impact.ts';

export type PlacedItem = ImpactNode & { /** px of the top left corner */ readonly x: number; readonly y: number };

/** px */
export const reachNode = { width: 150, height: 46 } as const;
const gap = { x: 56, y: 14 } as const;

/**
 * Columns from left to right: the item asked about, then what stands on it directly, and so on. Within a column an item stands near the one
 * through which it is reached. px.
 */
export const placeReach = ({ nodes, links }: Reach): { readonly nodes: readonly PlacedItem[]; readonly width: number; readonly height: number } => {
  const order = new Map<string, number>();
  const columns = [...Map.groupBy(nodes, (node) => node.steps).entries()].toSorted(([a], [b]) => a - b).map(([, column]) => column);
  for (const column of columns) {
    const parent = (node: ImpactNode): number => Math.min(...links.filter((link) => link.from === node.id).map((link) => order.get(link.to) ?? 0), Number.MAX_SAFE_INTEGER);
    column.sort((a, b) => parent(a) - parent(b) || (a.number < b.number ? -1 : 1));
    for (const [i, node] of column.entries()) order.set(node.id, i);
  }
  const pitch = reachNode.height + gap.y;
  const tallest = Math.max(...columns.map((column) => column.length));
  const height = tallest * pitch - gap.y;
  return {
    nodes: columns.flatMap((column, i) => column.map((node, row) => ({ ...node, x: i * (reachNode.width + gap.x), y: (height - (column.length * pitch - gap.y)) / 2 + row * pitch }))),
    width: columns.length * (reachNode.width + gap.x) - gap.x,
    height,
  };
};
