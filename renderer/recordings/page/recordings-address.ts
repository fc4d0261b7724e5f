import type { Marks } from '../select/selection.ts';
import { longestMs, shortestMs } from '../timeline/time-range.ts';

/** The page in its address, so that a link leads to the same moment. What is missing is chosen by the page. */
export interface RecordingsAddress {
  cameras: string[];
  atMs: number | undefined;
  /** The length of the time that the timeline shows. */
  spanMs: number | undefined;
  marks: Marks;
}

export const maxCameras = 9;

/** Reads `?camera=ID&camera=ID&at=TIME&span=SECONDS&from=TIME&to=TIME`. */
export function readAddress(search: string): RecordingsAddress {
  const query = new URLSearchParams(search);
  const moment = (name: string) => momentOf(query.get(name));
  const span = Number(query.get('span')) * 1_000;
  return {
    cameras: [...new Set(query.getAll('camera').filter((id) => id !== ''))].slice(0, maxCameras),
    atMs: moment('at'),
    spanMs: span >= shortestMs && span <= longestMs ? span : undefined,
    marks: { fromMs: moment('from'), toMs: moment('to') },
  };
}

export function addressOf({ cameras, atMs, spanMs, marks }: RecordingsAddress, href: string): string {
  const url = new URL(href);
  const query = url.searchParams;
  for (const name of ['camera', 'at', 'span', 'from', 'to']) query.delete(name);
  for (const camera of cameras) query.append('camera', camera);
  if (atMs !== undefined) query.set('at', momentText(atMs));
  if (spanMs !== undefined) query.set('span', String(Math.round(spanMs / 1_000)));
  if (marks.fromMs !== undefined) query.set('from', momentText(marks.fromMs));
  if (marks.toMs !== undefined) query.set('to', momentText(marks.toMs));
  return url.href;
}

/** A picture is on show from its own time on, so a time that has no whole milliseconds is written as the next one. */
function momentText(atMs: number): string {
  return new Date(Math.ceil(atMs)).toISOString();
}

function momentOf(text: string | null): number | undefined {
  if (text === null) return undefined;
  const atMs = /^\d{1,15}$/.test(text) ? Number(text) : Date.parse(text);
  return Number.isFinite(atMs) && atMs >= 0 ? atMs : undefined;
}
