export interface Table {
  /** The first column is text, the others are figures. */
  columns: string[];
  rows: string[][];
}

/** A Markdown table, its columns padded as Prettier pads them. */
export function markdownTable({ columns, rows }: Table): string {
  const escaped = [columns, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = columns.map((_, index) => Math.max(3, ...escaped.map((row) => row[index]?.length ?? 0)));
  const rule = widths.map((width, index) => (index === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  const [head = [], ...body] = escaped;
  return [head, rule, ...body]
    .map((row) => {
      const cells = widths.map((width, index) => {
        const cell = row[index] ?? '';
        return index === 0 ? cell.padEnd(width) : cell.padStart(width);
      });
      return `| ${cells.join(' | ')} |`;
    })
    .join('\n');
}

/** A figure for a table; a dash where there is none. */
export function cell(value: number | undefined, digits: number): string {
  return value === undefined || !Number.isFinite(value) ? '–' : value.toFixed(digits);
}
