/** Lines that take turns: a line gives its first entry and then goes behind the others. */
export class RoundRobin<T> {
  readonly #lines = new Map<string, T[]>();

  /** The number of entries in a line. */
  lengthOf(line: string): number {
    return this.#lines.get(line)?.length ?? 0;
  }

  push(line: string, entry: T): void {
    const entries = this.#lines.get(line);
    if (entries) entries.push(entry);
    else this.#lines.set(line, [entry]);
  }

  /** Removes the first entry of the line whose turn it is; undefined when all lines are empty. */
  shift(): T | undefined {
    for (const [line, entries] of this.#lines) {
      this.#lines.delete(line);
      const entry = entries.shift();
      if (entries.length > 0) this.#lines.set(line, entries);
      return entry;
    }
    return undefined;
  }

  remove(line: string, entry: T): void {
    const entries = this.#lines.get(line) ?? [];
    const index = entries.indexOf(entry);
    if (index < 0) return;
    entries.splice(index, 1);
    if (entries.length === 0) this.#lines.delete(line);
  }
}
