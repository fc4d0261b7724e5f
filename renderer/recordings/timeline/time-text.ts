const formats = {
  minute: new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
  second: new Intl.DateTimeFormat(undefined, {
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  }),
  day: new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short' }),
  year: new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' }),
};

/** "14:03", by the clock where this browser is; so are the others. */
export function minuteText(atMs: number): string {
  return formats.minute.format(atMs);
}

/** "14:03:10" */
export function secondText(atMs: number): string {
  return formats.second.format(atMs);
}

/** "14:03:10.250" */
export function preciseText(atMs: number): string {
  const ms = Math.floor(((atMs % 1_000) + 1_000) % 1_000);
  return `${secondText(atMs)}.${String(ms).padStart(3, '0')}`;
}

/** "Sun, 29 Nov" */
export function dayText(atMs: number): string {
  return formats.day.format(atMs);
}

/** "29 Nov 2026, 14:03:10" */
export function momentText(atMs: number): string {
  return `${formats.year.format(atMs)}, ${secondText(atMs)}`;
}

/** A moment, with its day where that is another one than that of `nearMs`. */
export function nearText(atMs: number, nearMs: number): string {
  const sameDay = new Date(atMs).toDateString() === new Date(nearMs).toDateString();
  return sameDay ? secondText(atMs) : `${dayText(atMs)}, ${secondText(atMs)}`;
}

/** The value of a field for a day, "2026-11-29". */
export function dayFieldText(atMs: number): string {
  const at = new Date(atMs);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${String(at.getFullYear()).padStart(4, '0')}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** Noon of the day in such a field; undefined for a text that names none. */
export function noonOfDay(text: string): number | undefined {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  if (year === undefined) return undefined;
  return new Date(Number(year), Number(month) - 1, Number(day), 12).getTime();
}
