/** The kinds of subscribers, for counting. */
export const subscriberKinds = ['stream', 'live', 'snapshot', 'variant', 'recorder', 'encoder'] as const;
export type SubscriberKind = (typeof subscriberKinds)[number];

export interface KindTally {
  /** Subscribers now. */
  count: number;
  /** Frames that they did not get because they were slow, with those of subscribers that left. */
  dropped: number;
  /** The seconds that they have been subscribed, added up, with those of subscribers that left. */
  seconds: number;
}

/** Counts of a picture source's subscribers by kind. */
export class SubscriberTally {
  readonly stream = emptyTally();
  /** The tiles of walls. */
  readonly live = emptyTally();
  readonly snapshot = emptyTally();
  readonly variant = emptyTally();
  readonly recorder = emptyTally();
  /** The H.264 encoder; people who watch its video count as streams. */
  readonly encoder = emptyTally();

  add(kind: SubscriberKind, { count, dropped, seconds }: KindTally): void {
    this[kind].count += count;
    this[kind].dropped += dropped;
    this[kind].seconds += seconds;
  }

  merge(other: SubscriberTally): void {
    for (const kind of subscriberKinds) this.add(kind, other[kind]);
  }
}

/** A subscriber that passes frames on to further subscribers, which count as subscribers of its source. */
export interface FrameRelay {
  tally(): SubscriberTally;
  /** Returns the counts of the subscribers that left since the last call. The caller adds them to its own. */
  takeDeparted(): SubscriberTally;
  /** Tells that the newest picture is no longer current. */
  forgetLatest(): void;
}

function emptyTally(): KindTally {
  return { count: 0, dropped: 0, seconds: 0 };
}
