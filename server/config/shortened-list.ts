/** The first `max` entries of a list; where it has more, a last entry says how many are left out. */
export function shortenedList<T>(list: T[], max: number, leftOut: (count: number) => T): T[] {
  return list.length <= max ? list : [...list.slice(0, max), leftOut(list.length - max)];
}
