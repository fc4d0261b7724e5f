/** Names this short are one slip apart at most: two would make "host" a misspelt "auth". */
const shortLength = 4;

/** The name among `known` that a misspelt one was probably meant to be: other case, a slip or two, or cut short. */
export function nearName(name: string, known: readonly string[]): string | undefined {
  const given = plain(name);
  return known.find((candidate) => {
    const wanted = plain(candidate);
    if (given.length >= shortLength && wanted.startsWith(given)) return true;
    return slips(given, wanted) <= (wanted.length > shortLength ? 2 : 1);
  });
}

/** Longer than any known name with two slips. */
const maxLength = 64;

function plain(name: string): string {
  return name
    .slice(0, maxLength)
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s_-]/g, '');
}

/** Letters to add, leave out, change or swap with the next one until `from` is `to`. */
function slips(from: string, to: string): number {
  const rows: number[][] = [];
  const at = (i: number, j: number): number => rows[i]?.[j] ?? Infinity;
  for (let i = 0; i <= from.length; i++) {
    const row: number[] = [];
    rows.push(row);
    for (let j = 0; j <= to.length; j++) {
      if (i === 0 || j === 0) {
        row.push(i + j);
        continue;
      }
      const changed = at(i - 1, j - 1) + (from[i - 1] === to[j - 1] ? 0 : 1);
      const isSwap = from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const swapped = isSwap ? at(i - 2, j - 2) + 1 : Infinity;
      row.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, changed, swapped));
    }
  }
  return at(from.length, to.length);
}
