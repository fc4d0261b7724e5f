/** What a subscriber is, for counting. */
export const subscriberKinds = ['stream', 'live', 'snapshot', 'variant', 'recorder'] as const;
export type SubscriberKind = (typeof subscriberKinds)[number];

export interface KindTally {
  /** Here now. */
  count: number;
  /** Frames discarded because they were slow, those that left included. */
  dropped: number;
  /** Seconds they have been here, added up, those that left included. */
  seconds: number;
}

/** What the subscribers of a picture source are and have had. */
export class SubscriberTally {
  readonly stream = emptyTally();
  /** A tile of a wall. */
  readonly live = emptyTally();
  readonly snapshot = emptyTally();
  readonly variant = emptyTally();
  readonly recorder = emptyTally();

  add(kind: SubscriberKind, { count, dropped, seconds }: KindTally): void {
    this[kind].count += count;
    this[kind].dropped += dropped;
    this[kind].seconds += seconds;
  }

  merge(other: SubscriberTally): void {
    for (const kind of subscriberKinds) this.add(kind, other[kind]);
  }
}

/** A subscriber that passes frames on to others: they count as those of the source it reads. */
export interface FrameRelay {
  tally(): SubscriberTally;
  /** What those had who left since the last call; from now on the caller counts it. */
  takeDeparted(): SubscriberTally;
}

function emptyTally(): KindTally {
  return { count: 0, dropped: 0, seconds: 0 };
}
