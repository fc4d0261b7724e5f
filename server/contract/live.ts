import { z } from 'zod';
import { annotationSchema, hookAnswerLimits } from './hook/hook-answer.ts';
import { wallCommandSchema, wallRepairsSchema, wallSettingsSchema } from './wall.ts';

/**
 * The WebSocket that carries every tile of a wall: `/api/live?wall=NAME`. A page that plays recordings and is no wall asks
 * for `/api/live?for=recordings`: its welcome names no wall, and its reports are ignored.
 *
 * The page sends JSON (`LiveRequest`), the server JSON (`LiveNotice`) and binary messages, each one frame: a header of
 * `liveHeaderBytes` and a JPEG. The page says which tiles it shows and confirms every frame it has painted or thrown
 * away; at most `framesInFlight` of a tile are unconfirmed, and what is sent is always the newest.
 */
export const livePath = '/api/live';
export const liveVersion = 1;

export const liveLimits = {
  tiles: 64,
  /** Of one message of the page. */
  messageBytes: 64 * 1024,
  /** Frames of a tile sent and not yet confirmed: one on its way while one is being painted. */
  framesInFlight: 2,
  /** Unsent bytes of a connection beyond which no further frame is put in. */
  unsentBytes: 4 * 1024 * 1024,
  /** Unsent bytes of notices beyond which a page that does not read is cut off. */
  unsentNoticeBytes: 1024 * 1024,
  /** Of one page: 64 tiles at 120 frames per second stay below. */
  messagesPerSecond: 10_000,
  /** Bytes of one page's messages. A key held down on a wall of 36 tiles turns 30 pages a second: 2 MiB. */
  requestBytes: { perSecond: 2 * 1024 * 1024, burst: 8 * 1024 * 1024 },
  /** Tiles of one page that are opened, or opened anew in another size; the rest waits. Two walls of 64 a second. */
  openings: { perSecond: 128, burst: 512 },
  /** The same of tiles from the recordings: 9 cameras, and a hand that seeks 20 times a second. */
  places: { perSecond: 256, burst: 512 },
  /** Tiles of all pages together that play recordings; and of these, how many only this machine's own pages get. */
  players: 48,
  reservedPlayers: 12,
  connections: 64,
  /** Of these, how many only this machine's own pages get: a crowd on the LAN must not turn off its screen. */
  reservedConnections: 8,
} as const;

/** Widths in pixels a picture is made smaller to; a tile asks for one of them, so that tiles share their pictures. */
export const liveSizeClasses = [160, 240, 320, 480, 640, 960, 1_280, 1_920] as const;

/** Reasons of the server for closing a connection. 1001 (going away) and 1009 (too big) are as WebSocket defines them. */
export const liveCloseCodes = {
  /** A message does not fit `liveRequestSchema`; the reason says how. */
  badMessage: 4_400,
  /** The login of the page is no longer valid: a new one is needed before the next try. */
  notAllowed: 4_401,
  /** The page did not answer pings. */
  silent: 4_408,
  /** More messages than `messagesPerSecond` or more of them than `requestBytes`: not to be tried again at once. */
  tooMuch: 4_429,
} as const;

const cameraId = z.string().min(1).max(64);
/** Chosen by the page, never the same again: a frame of a tile that was replaced is known by its number. */
const tileNumber = z.int().min(1).max(0xffff_ffff);

/** Some 30 years. */
const maxAgeSeconds = 1e9;
/** The last time that a Date can hold. */
const maxTimeMs = 8.64e15;

/**
 * The place in a camera's recordings from which a tile plays. Each other place needs another tile number, so a seek is the
 * end of one tile and the beginning of another; the same number with another place begins anew, too.
 *
 * The first frame comes at once: the last that is not later than `at_ms`, moved by `step`. Where `at_ms` is in a gap there
 * is none, but a notice; a step from there leads to the nearest frames on both sides. A step beyond the last frame shows
 * it, and `end` follows. From then on the time that is played is `at_ms` (with a step: the time of the first frame) and
 * `speed` times what has passed since the tile was opened; tiles that one message opens stay in step. The newest frame
 * whose time has come is sent, at most `fps`, and not more than 60 a second where `speed` is above 1; the others are left
 * out. A time is a gap when the picture before it has stood for more than a second, or three times the usual interval of
 * a slow camera.
 *
 * A recording that is being written plays up to a second or two ago, and goes on as it grows. A file that is gone or
 * cannot be read is a gap. A change of `width` or `fps` alone keeps the place; with speed 0 the picture comes once more.
 */
export const playbackSchema = z.object({
  /** Milliseconds since the epoch: the picture that was on show at this time. */
  at_ms: z.number().nonnegative().max(maxTimeMs),
  /** So many pictures after that one, or before it. */
  step: z.int().min(-1_000).max(1_000),
  /** 0: one picture, and then none until the place changes. */
  speed: z.number().min(0).max(16),
});

/** A tile and what it wants to be shown. */
export const liveTileSchema = z.object({
  tile: tileNumber,
  camera: cameraId,
  /** Pixels the picture should be wide, one of `liveSizeClasses`; null: as the camera sends it. */
  width: z.union(liveSizeClasses.map((width) => z.literal(width))).nullable(),
  /** Frames per second at most; null: all. */
  fps: z.number().min(0.1).max(120).nullable(),
  /** True: without the hooks of the camera. */
  plain: z.boolean().optional(),
  /** True: the tile also gets what hooks of the camera see, as `annotations`. */
  annotations: z.boolean().optional(),
  /** From the recordings; without it the camera's live picture. */
  playback: playbackSchema.optional(),
});

/** A message of a page. */
export const liveRequestSchema = z.discriminatedUnion('type', [
  /** All tiles from now on. One that is named again keeps its place, also at another size. */
  z.object({ type: z.literal('tiles'), tiles: z.array(liveTileSchema).max(liveLimits.tiles) }),
  /** This frame was painted, or thrown away for a newer one: another may come. One that is not on its way is ignored. */
  z.object({ type: z.literal('painted'), tile: tileNumber, sequence: z.int().nonnegative() }),
  /** To compare clocks: answered with the same `at`, whatever it means. */
  z.object({ type: z.literal('clock'), at: z.number() }),
  /** Sent every few seconds: the pictures that are really on the screen. */
  z.object({
    type: z.literal('report'),
    hidden: z.boolean(),
    tiles: z
      .array(
        z.object({
          camera: cameraId,
          frame_age: z.number().nonnegative().max(maxAgeSeconds).nullable(),
          paint_delay: z.number().nonnegative().max(maxAgeSeconds).nullable(),
          fps: z.number().nonnegative().max(1_000),
        }),
      )
      .max(liveLimits.tiles),
    repairs: wallRepairsSchema,
    /** Frames since the last report whose header the page could not read. */
    unreadable_frames: z.int().nonnegative().optional(),
  }),
]);

/** A message of the server that is no frame. */
export const liveNoticeSchema = z.discriminatedUnion('type', [
  /** First of every connection. */
  z.object({ type: z.literal('welcome'), version: z.int(), wall: z.string(), settings: wallSettingsSchema }),
  /** The wall's settings were saved. */
  z.object({ type: z.literal('settings'), settings: wallSettingsSchema }),
  /** A command for the wall. */
  z.object({ type: z.literal('command'), command: wallCommandSchema }),
  /**
   * A tile gets no frames. Named again in `tiles`, it is tried again. "no-recordings" also stands for a disk that does not
   * answer, at any time; `message` says which.
   */
  z.object({
    type: z.literal('refused'),
    tile: tileNumber,
    code: z.enum([
      'unknown-camera',
      'too-many-sizes',
      'too-many-viewers',
      'too-many-players',
      'no-recordings',
    ]),
    message: z.string(),
  }),
  z.object({ type: z.literal('clock'), at: z.number(), server_at: z.number() }),
  /**
   * What one hook saw in one picture of the tile's camera: all that it sees now, so it replaces what came before of this
   * hook. Only for tiles that ask for it. To a page that reads slowly, only the newest of each hook is sent.
   */
  z.object({
    type: z.literal('annotations'),
    tile: tileNumber,
    hook: z.string(),
    /** Capture time of that picture, in milliseconds since the epoch. */
    at_ms: z.number(),
    /** The pictures of this tile show them already: the hook has drawn them. */
    drawn: z.boolean(),
    /** Empty: it sees nothing any more. */
    annotations: z.array(annotationSchema).max(hookAnswerLimits.annotations),
  }),
  /**
   * A tile that plays recordings has come to a time without pictures, or to their end: what it shows is not of this time.
   * It holds until the next frame of the tile.
   */
  z.object({
    type: z.literal('playback'),
    tile: tileNumber,
    state: z.enum(['gap', 'end']),
    /** Milliseconds since the epoch. */
    at_ms: z.number(),
    /** The next picture; null: there is none. The tile goes on by itself when its time has come. */
    next_ms: z.number().nullable(),
  }),
]);

export type Playback = z.infer<typeof playbackSchema>;
export type LiveTile = z.infer<typeof liveTileSchema>;
export type LiveRequest = z.infer<typeof liveRequestSchema>;
export type LiveReport = Extract<LiveRequest, { type: 'report' }>;
export type LiveNotice = z.infer<typeof liveNoticeSchema>;

/** The header before each JPEG. Numbers are little-endian. */
export interface LiveHeader {
  tile: number;
  /**
   * Counts a camera's frames from 1; in a tile from the recordings it counts the frames sent. In a tile it never goes back unless the camera was deleted meanwhile; it is the
   * same again when the tile changed its size and there is no newer frame.
   */
  sequence: number;
  /** Wall-clock milliseconds since the epoch, by the server's clock; of a recorded frame it is the place that is played. */
  capturedAt: number;
  /** As EXIF numbers it, 1 upright to 8; the JPEG says the same to a decoder that asks. */
  orientation: number;
  /** Not the camera's picture but the one that says why there is none. */
  placeholder: boolean;
}

/** version u8, header bytes u8, orientation u8, flags u8 (1: placeholder), tile u32, sequence u32, captured f64. */
export const liveHeaderBytes = 20;

export function writeLiveHeader(header: LiveHeader): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(liveHeaderBytes));
  view.setUint8(0, liveVersion);
  view.setUint8(1, liveHeaderBytes);
  view.setUint8(2, header.orientation);
  view.setUint8(3, header.placeholder ? 1 : 0);
  view.setUint32(4, header.tile, true);
  view.setUint32(8, header.sequence, true);
  view.setFloat64(12, header.capturedAt, true);
  return new Uint8Array(view.buffer);
}

/** The header of a message and where its JPEG begins; undefined when this is no frame of a known version. */
export function readLiveHeader(message: ArrayBuffer): { header: LiveHeader; jpegStart: number } | undefined {
  if (message.byteLength < liveHeaderBytes) return undefined;
  const view = new DataView(message);
  const jpegStart = view.getUint8(1);
  if (view.getUint8(0) !== liveVersion || jpegStart < liveHeaderBytes || jpegStart > message.byteLength) {
    return undefined;
  }
  const header = {
    tile: view.getUint32(4, true),
    sequence: view.getUint32(8, true),
    capturedAt: view.getFloat64(12, true),
    orientation: view.getUint8(2),
    placeholder: (view.getUint8(3) & 1) === 1,
  };
  return { header, jpegStart };
}

/** The class for a picture shown so many pixels wide; null where the camera's own is no larger than that class. */
export function sizeClassFor(shownPx: number, cameraWidthPx: number | null): LiveTile['width'] {
  const width = liveSizeClasses.find((size) => size >= shownPx) ?? null;
  return width === null || (cameraWidthPx !== null && width >= cameraWidthPx) ? null : width;
}
