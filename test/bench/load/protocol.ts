import { z } from 'zod';

/** Viewers of one stream that are reported together. */
export interface StreamGroup {
  url: string;
  viewers: number;
  /** How fast each reads; 0 never reads at all. Left out: as fast as it can. */
  bytesPerSecond?: number;
  /** What every viewer must have got before measuring begins; left out: a frame of the camera itself. */
  awaits?: 'camera frame' | 'any frame' | 'nothing';
}

export interface SnapshotPlan {
  url: string;
  requests: number;
  concurrency: number;
}

/** What the bench tells its load process. */
export type LoadCommand =
  | { kind: 'connect'; groups: StreamGroup[]; readyWithinMs: number }
  | { kind: 'begin' }
  | { kind: 'end' }
  | { kind: 'disconnect' }
  | { kind: 'snapshots'; plan: SnapshotPlan };

const spreadSchema = z.object({ p50: z.number(), p99: z.number(), max: z.number() });

const groupFiguresSchema = z.object({
  viewers: z.number(),
  framesPerSecond: z.object({ min: z.number(), median: z.number() }),
  bytesPerSecond: z.number(),
  /** From opening the connection to the first whole frame, over the viewers that got one. */
  firstFrameMs: spreadSchema.optional(),
  /** Between two frames of one viewer, over all viewers of the group; so the next. */
  intervalMs: spreadSchema.optional(),
  /** From the camera's timestamp to the frame's last byte at the viewer. */
  latencyMs: spreadSchema.optional(),
  malformed: z.number(),
  repeated: z.number(),
  missed: z.number(),
  unstamped: z.number(),
  /** Why viewers ended early, and how many. */
  failures: z.record(z.string(), z.number()),
});

const snapshotFiguresSchema = z.object({
  /** From opening the connection to the last byte. */
  responseMs: spreadSchema.optional(),
  /** How old the picture was when its last byte arrived. */
  ageMs: spreadSchema.optional(),
  requestsPerSecond: z.number(),
  malformed: z.number(),
  failures: z.record(z.string(), z.number()),
});

/** What the load process answers. */
export const loadReplySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('begun') }),
  z.object({
    kind: z.literal('streams'),
    groups: z.array(groupFiguresSchema),
    /** 99 % of the load process's own event-loop delays were below this: what it adds to a latency at worst. */
    ownDelayMs: z.number(),
  }),
  z.object({ kind: z.literal('disconnected') }),
  z.object({ kind: z.literal('snapshots'), figures: snapshotFiguresSchema }),
]);

export type GroupFigures = z.infer<typeof groupFiguresSchema>;
export type SnapshotFigures = z.infer<typeof snapshotFiguresSchema>;
export type LoadReply = z.infer<typeof loadReplySchema>;
