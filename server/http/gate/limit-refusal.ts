import { addressShare, type Bound } from '../../runtime/queue/client.ts';
import type { QueueFullError } from '../../runtime/queue/fair-queue.ts';
import type { LimitName, Refusals } from '../../runtime/queue/refusals.ts';
import { ApiError } from '../message/api-error.ts';

/** A limit because of which a client is refused. */
export interface LimitHit {
  limit: LimitName;
  bound: Bound;
  /** The most that all addresses may have together. */
  max: number;
}

const codes = {
  viewers: 'too-many-viewers',
  variants: 'too-many-variants',
  walls: 'too-many-walls',
  events: 'too-many-readers',
  players: 'too-many-players',
} as const satisfies Record<LimitName, string>;

/** Counts a refusal. Returns the sentence for the client, which names the limit and gives advice. */
export function refusalSentence(refusals: Refusals, { limit, bound, max }: LimitHit): string {
  refusals.count(limit, bound);
  return bound === 'address' ? ofAddress(limit, addressShare(max), max) : ofAll(limit, max);
}

/** 503 for a limit that is reached. */
export function limitRefusal(refusals: Refusals, hit: LimitHit): ApiError {
  return new ApiError(503, codes[hit.limit], refusalSentence(refusals, hit), {
    headers: { 'Retry-After': '5' },
  });
}

function ofAddress(limit: LimitName, share: number, max: number): string {
  switch (limit) {
    case 'viewers':
      return `Your address watches this camera ${share} times already, half of max_viewers (${max}). Close some pages or streams there, or raise max_viewers.`;
    case 'variants':
      return `Your address watches ${share} different sizes and rates of this camera already, half of the ${max} there may be. Ask for one that is watched, or close some.`;
    case 'walls':
      return `Your address shows ${share} pages of walls already, half of the ${max} there may be. Close some pages there.`;
    case 'events':
      return `Your address follows the events ${share} times already, half of the ${max} readers there may be. Close some of them.`;
    case 'players':
      return `Your address plays ${share} recordings already, half of the ${max} that may play. Close some there.`;
    default:
      return limit satisfies never;
  }
}

function ofAll(limit: LimitName, max: number): string {
  switch (limit) {
    case 'viewers':
      return `This camera has ${max} viewers already; max_viewers in the configuration allows ${max}.`;
    case 'variants':
      return `${max} different sizes and rates of this camera are being watched already. Ask for one of them, or try again later.`;
    case 'walls':
      return `${max} pages show walls already; try again later.`;
    case 'events':
      return `${max} readers follow the events already; try again later.`;
    case 'players':
      return `${max} recordings are played already; try again later.`;
    default:
      return limit satisfies never;
  }
}

/** 503 for work that does not fit into its queue. @param work e.g. "pictures" */
export function queueRefusal(work: string, { bound }: QueueFullError): ApiError {
  const detail = {
    address: `Too many ${work} wait for your address already. Ask for fewer at a time.`,
    all: `Too many ${work} wait already, for all addresses together. Try again in a moment.`,
  }[bound];
  return new ApiError(503, 'busy', detail, { headers: { 'Retry-After': '2' } });
}
