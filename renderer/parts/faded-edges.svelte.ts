/** Whether more of a row lies before or after what is to see of it. The row fades out there, see theme.css. */
export class FadedEdges {
  before = $state(false);
  after = $state(false);
  /** The classes of the row. */
  readonly classes = $derived({ 'more-before': this.before, 'more-after': this.after });

  /** An attachment for the row: follows its scrolling and its size. */
  readonly watch = (row: HTMLElement): (() => void) => {
    const look = () => {
      // Half a pixel is left over where the size of the page is no whole number.
      this.before = row.scrollLeft > 1;
      this.after = row.scrollLeft + row.clientWidth < row.scrollWidth - 1;
    };
    const sizes = new ResizeObserver(look);
    sizes.observe(row);
    for (const child of row.children) sizes.observe(child);
    // An entry that comes later, e.g. the kiosk's, makes the row longer.
    const entries = new MutationObserver(look);
    entries.observe(row, { childList: true });
    row.addEventListener('scroll', look, { passive: true });
    look();
    return () => {
      sizes.disconnect();
      entries.disconnect();
      row.removeEventListener('scroll', look);
    };
  };
}
