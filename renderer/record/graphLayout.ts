import type { LinkGraph } from '../../domain/api/types.ts';

type Node = LinkGraph['nodes'][number];
export type Placed = Node & { /** px of the top left corner */ readonly x: number; readonly y: number };

/** px */
export const nodeSize = { width: 176, height: 56 } as const;
const gap = { x: 76, y: 18 } as const;

/**
 * Columns from left to right: what names the paper in the middle stands left of it, what it names right of it, two columns each way. A paper
 * stands on the side of the one through which it is reached, near it in height. px.
 */
export const placeNodes = (graph: LinkGraph): { readonly nodes: readonly Placed[]; readonly width: number; readonly height: number } => {
  const sides = new Map<string, { readonly column: number; readonly order: number }>();
  for (const node of graph.nodes) {
    if (node.steps === 0) {
      sides.set(node.id, { column: 0, order: 0 });
      continue;
    }
    const link = graph.links.find((each) => {
      const other = each.from === node.id ? each.to : each.to === node.id ? each.from : undefined;
      return other !== undefined && Math.abs(sides.get(other)?.column ?? 9) === node.steps - 1;
    });
    const parent = link ? sides.get(link.from === node.id ? link.to : link.from) : undefined;
    const side = parent && parent.column !== 0 ? Math.sign(parent.column) : link?.from === node.id ? -1 : 1;
    sides.set(node.id, { column: side * node.steps, order: parent?.order ?? 0 });
    if (node.steps === 1) sides.set(node.id, { column: side, order: sides.size });
  }
  const columns = Map.groupBy(graph.nodes, (node) => sides.get(node.id)!.column);
  for (const column of columns.values()) column.sort((a, b) => sides.get(a.id)!.order - sides.get(b.id)!.order);
  const first = Math.min(...columns.keys());
  const last = Math.max(...columns.keys());
  const tallest = Math.max(...[...columns.values()].map((column) => column.length));
  const pitch = nodeSize.height + gap.y;
  const height = tallest * pitch - gap.y;
  const nodes = [...columns].flatMap(([column, inIt]) =>
    inIt.map((node, i): Placed => ({ ...node, x: (column - first) * (nodeSize.width + gap.x), y: (height - (inIt.length * pitch - gap.y)) / 2 + i * pitch })),
  );
  return { nodes, width: (last - first + 1) * (nodeSize.width + gap.x) - gap.x, height };
};
