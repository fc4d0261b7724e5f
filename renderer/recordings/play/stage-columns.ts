const usualAspect = 16 / 9;

/** So many columns make pictures of the usual shape largest in a stage of this size. */
export function stageColumns(
  count: number,
  { widthPx, heightPx }: { widthPx: number; heightPx: number },
): number {
  const pictureWidth = (columns: number) => {
    const rows = Math.ceil(count / columns);
    return Math.min(widthPx / columns, (heightPx / rows) * usualAspect);
  };
  let best = 1;
  for (let columns = 2; columns <= count; columns++)
    if (pictureWidth(columns) > pictureWidth(best)) best = columns;
  return best;
}
