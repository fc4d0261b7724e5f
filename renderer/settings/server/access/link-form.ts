import type { LinkBody } from '../../../../server/contract/access.ts';

const hourSeconds = 3_600;
const daySeconds = 24 * hourSeconds;

/** How long a link may be good; the last is the longest the server gives. */
export const linkLifetimes = [
  { value: hourSeconds, label: 'an hour' },
  { value: daySeconds, label: 'a day' },
  { value: 7 * daySeconds, label: 'a week' },
  { value: 30 * daySeconds, label: '30 days' },
  { value: 365 * daySeconds, label: 'a year' },
] as const;

/** What is typed into the form of a new link. */
export interface LinkForm {
  scope: LinkBody['scope'];
  expires_in: number;
  fps: number | null;
  width: number | null;
  label: string;
}

export function emptyLinkForm(): LinkForm {
  return { scope: 'stream', expires_in: daySeconds, fps: null, width: null, label: '' };
}

export function linkBodyOf({ label, ...form }: LinkForm): LinkBody {
  return { ...form, label: label.trim() || null };
}
