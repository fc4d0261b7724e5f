/** The number of tiles in each row, in order. */
export type RowSplit = readonly number[];

interface Best {
  worstCost: number;
  /** The sum of the squares of the rows' tile counts. It is least where the rows are even. */
  unevenness: number;
  rows: RowSplit;
}

/**
 * The best split of the tiles, in their order, into 1, 2, 3… rows. `costOf(from, to)` says how bad a row of the tiles
 * from..to-1 is, and the worst row counts. Of equal splits the more even one wins, with fuller rows first, so that no
 * tile is alone in the last row.
 */
export function rowSplits(tileCount: number, costOf: (from: number, to: number) => number): RowSplit[] {
  const costs = Array.from({ length: tileCount }, (_, from) =>
    Array.from({ length: tileCount + 1 }, (_, to) => (to > from ? costOf(from, to) : Infinity)),
  );
  // bests[count] is the best split of the first `count` tiles into the number of rows so far.
  let bests: (Best | undefined)[] = [{ worstCost: 0, unevenness: 0, rows: [] }];
  return Array.from({ length: tileCount }, () => {
    const shorter = bests;
    bests = costs.map((_, index) => withOneMoreRow(shorter, costs, index + 1));
    bests.unshift(undefined);
    return bests[tileCount]?.rows ?? [];
  });
}

/** The best splits of tiles that all have the same shape. */
export function evenSplits(tileCount: number): RowSplit[] {
  return Array.from({ length: tileCount }, (_, index) => {
    const rows = index + 1;
    const fuller = tileCount % rows;
    return Array.from({ length: rows }, (_, row) => Math.floor(tileCount / rows) + (row < fuller ? 1 : 0));
  });
}

function withOneMoreRow(shorter: (Best | undefined)[], costs: number[][], to: number): Best | undefined {
  let found: { before: Best; worstCost: number; unevenness: number; tiles: number } | undefined;
  for (let from = to - 1; from >= 0; from--) {
    const before = shorter[from];
    if (!before) continue;
    const tiles = to - from;
    const worstCost = Math.max(before.worstCost, costs[from]?.[to] ?? Infinity);
    const unevenness = before.unevenness + tiles ** 2;
    const differs = found ? worstCost - found.worstCost : -1;
    const same = worstCost < Infinity && Math.abs(differs) <= sameCost * worstCost;
    if (!found || (same ? unevenness < found.unevenness : differs < 0)) {
      found = { before, worstCost, unevenness, tiles };
    }
  }
  if (!found) return undefined;
  const { before, tiles, ...best } = found;
  return { ...best, rows: [...before.rows, tiles] };
}

/** Costs that differ by a smaller part than this are equal: sums in another order differ by that little. */
const sameCost = 1e-9;
