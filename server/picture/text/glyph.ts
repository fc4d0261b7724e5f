/** A drawing of dots, e.g. a letter. */
export interface Glyph {
  readonly columns: number;
  /** The rows from the top; bit 0 is the leftmost dot. At most 31 columns. */
  readonly rows: readonly number[];
}

/** Makes a glyph from lines of equal length, in which `#` is a dot. */
export function glyphFrom(lines: readonly string[]): Glyph {
  const bits = (line: string) => [...line].reduce((row, dot, x) => (dot === '#' ? row | (1 << x) : row), 0);
  return { columns: lines[0]?.length ?? 0, rows: lines.map(bits) };
}

/** Removes the empty columns at the sides of a glyph. */
export function trimmed(glyph: Glyph): Glyph {
  const used = glyph.rows.reduce((all, row) => all | row, 0);
  if (used === 0) return glyph;
  const left = Math.log2(used & -used);
  return { columns: Math.floor(Math.log2(used)) + 1 - left, rows: glyph.rows.map((row) => row >> left) };
}

/** Moves a glyph down by `top` rows, in an otherwise empty one of `height` rows. */
export function lowered(glyph: Glyph, top: number, height: number): Glyph {
  return { ...glyph, rows: Array.from({ length: height }, (_, row) => glyph.rows[row - top] ?? 0) };
}

/** Joins two glyphs of the same height, centred over each other. */
export function merged(one: Glyph, other: Glyph): Glyph {
  const columns = Math.max(one.columns, other.columns);
  const shift = (glyph: Glyph) => (columns - glyph.columns) >> 1;
  const rows = one.rows.map((row, index) => (row << shift(one)) | ((other.rows[index] ?? 0) << shift(other)));
  return { columns, rows };
}
