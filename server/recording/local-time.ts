/** A moment by the clock on the wall. */
export interface LocalTime {
  /** "2026-11-29". */
  day: string;
  /** Grows with the clock on the wall: milliseconds since 1970 as if that place had no offset. */
  wallMs: number;
}

const formats = new Map<string | undefined, Intl.DateTimeFormat>();

/** @param timeZone of the server when it is left out */
export function localTime(at: Date, timeZone?: string): LocalTime {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-GB', {
      ...({ year: 'numeric', month: '2-digit', day: '2-digit' } as const),
      ...({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23', timeZone } as const),
    });
  formats.set(timeZone, format);
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? '';
  const day = `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
  const seconds = Date.parse(`${day}T${part('hour')}:${part('minute')}:${part('second')}Z`);
  return { day, wallMs: seconds + at.getMilliseconds() };
}
