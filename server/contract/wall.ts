import { z } from 'zod';
import { timeOfDaySchema } from './time-of-day.ts';

export const wallsPath = '/api/walls';

/**
 * A wall's name: it stands in addresses (`?wall=`), metric labels and file. Letters of all languages; what looks the
 * same is the same name, whichever keyboard it came from.
 */
export const wallNameSchema = z
  .string()
  .normalize('NFC')
  .regex(
    /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N} _-]{0,30}[\p{L}\p{M}\p{N}_-])?$/u,
    'The name of a wall is up to 32 letters and digits, with spaces, "-" and "_" between them.',
  );

/** The name of the wall of a page that was opened without `?wall=`. */
export const defaultWallName = 'wall';
/** The same with `?kiosk=1`. */
export const kioskWallName = 'kiosk';

/** No wall shows more tiles at a time. */
export const maxTilesPerPage = 36;
/** The most walls that can be saved. */
export const maxWalls = 32;

/** The id of a camera that may be gone; bounded, as all of a wall is, so that the file is never too large to be read. */
const cameraId = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'An id must not contain control characters.');
const maxNamedCameras = 64;
const cameraIds = z.array(cameraId).max(maxNamedCameras);

/**
 * The arrangement of the tiles: equal ones in straight rows and columns ("even"), each of the shape of its picture and as
 * large as they fit ("packed"), the one of these two that loses less room ("auto"), in so many columns, or one large and
 * the others around it.
 */
export const wallLayoutSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('auto') }),
  z.object({ kind: z.literal('even') }),
  z.object({ kind: z.literal('packed') }),
  z.object({ kind: z.literal('columns'), columns: z.int().min(1).max(12) }),
  /** `camera` null: the first one of the wall. */
  z.object({ kind: z.literal('big'), camera: cameraId.nullable().default(null) }),
]);

/** How one camera's picture lies in its tile. */
export const tileSettingsSchema = z.object({
  /** "fit" shows all of it, "crop" fills the tile. */
  fit: z.enum(['fit', 'crop']).default('fit'),
  /** Degrees clockwise, on this wall only. */
  rotate: z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]).default(0),
});

/** The saved settings of a wall; every field has a default. */
export const wallSettingsSchema = z
  .object({
    layout: wallLayoutSchema.default({ kind: 'auto' }),
    /** Cameras in the order picked; those not named follow as configured. Ids that are gone are skipped. */
    cameras: cameraIds.default([]),
    /** Cameras left out. */
    hidden: cameraIds.default([]),
    /** Only cameras of this group; null: of all. */
    group: z.string().min(1).max(64).nullable().default(null),
    /** Tiles on a page; null: all on one. */
    per_page: z.int().min(1).max(maxTilesPerPage).nullable().default(null),
    /** Seconds until the next page is shown by itself; 0: never. */
    dwell_seconds: z
      .number()
      .max(3_600)
      .refine((seconds) => seconds === 0 || seconds >= 2, 'dwell_seconds should be 0 or between 2 and 3600.')
      .default(0),
    /** Texts that are shown on the pictures. */
    overlay: z
      .object({
        name: z.boolean().default(true),
        clock: z.boolean().default(false),
        fps: z.boolean().default(true),
        /**
         * What hooks see: "auto" draws what the picture does not show already, "all" also what a hook has drawn into the
         * picture, "off" nothing.
         */
        annotations: z.enum(['auto', 'all', 'off']).default('auto'),
      })
      .prefault({}),
    /** By camera. */
    tiles: z
      .record(cameraId, tileSettingsSchema)
      .refine(
        (tiles) => Object.keys(tiles).length <= maxNamedCameras,
        `tiles should have at most ${maxNamedCameras} entries.`,
      )
      .default({}),
    /** Frames per second a tile asks for at most; null: as many as the camera gives. */
    fps: z.number().min(0.2).max(60).nullable().default(null),
    /** Moves everything by a few pixels every minute, against burn-in. */
    pixel_shift: z.boolean().default(false),
    /** Darkens the wall at night; `to` may be before `from`. Times are those of the screen's own clock. */
    dim: z
      .object({
        from: timeOfDaySchema,
        to: timeOfDaySchema,
        level: z.number().min(0.1).max(0.95).default(0.6),
      })
      .nullable()
      .default(null),
  })
  .meta({ id: 'WallSettings' });

/** The body of POST /api/walls/{wall}: commands for the wall; a field that is left out changes nothing. */
export const wallCommandSchema = z
  .strictObject({
    /** Only these cameras, in this order; null: what is saved. */
    show: cameraIds.nullable().optional(),
    /** The camera that fills the wall; null: back to all. */
    enlarge: cameraId.nullable().optional(),
    /** From 1. Stops nothing: where pages turn by themselves they go on from there. */
    page: z.union([z.int().min(1).max(64), z.enum(['next', 'previous'])]).optional(),
    /** The pages show this wall from now on, e.g. because theirs was renamed. */
    open: wallNameSchema.optional(),
    /** A line across the wall; null takes it away. */
    message: z.string().min(1).max(300).nullable().optional(),
    /** How long the message stays; 0: until it is taken away. */
    message_seconds: z.number().min(0).max(86_400).optional(),
  })
  .refine(
    (command) => Object.values(command).some((value) => value !== undefined),
    'Say what to do: show, enlarge, page, open or message.',
  )
  .meta({ id: 'WallCommand' });

/** The body of POST /api/walls/{wall}/copy and …/rename. */
export const wallNameBodySchema = z.strictObject({
  /** Of a wall for which nothing is saved yet. */
  name: wallNameSchema,
});

/** A wall as /api/walls shows it. */
export const wallSchema = z
  .object({
    name: wallNameSchema,
    /** False: `settings` are the defaults. */
    saved: z.boolean(),
    /** Pages open now. */
    pages: z.int().nonnegative(),
    settings: wallSettingsSchema,
  })
  .meta({ id: 'Wall' });

/** All saved of all walls, by name; in a backup and in walls.json. */
export const savedWallsSchema = z
  .record(wallNameSchema, wallSettingsSchema)
  .refine((walls) => Object.keys(walls).length <= maxWalls, `No more than ${maxWalls} walls are allowed.`);

/** Repairs that a wall made itself. A report has those since the last report; /health has the sum of all reports. */
export const wallRepairsSchema = z.object({
  /** A tile was subscribed anew. */
  tile: z.int().nonnegative(),
  /** The connection was opened anew although it had not broken. */
  socket: z.int().nonnegative(),
  /** The page was loaded anew. */
  page: z.int().nonnegative(),
});

/** A wall as /health shows it: all open pages of that name taken together. */
export const wallHealthSchema = z
  .object({
    wall: z.string(),
    /** Pages open now. */
    pages: z.int().nonnegative(),
    /** Pages that are in the background, where nothing is painted. */
    hidden_pages: z.int().nonnegative(),
    /** Of each camera that is on a screen: the oldest picture of all pages. */
    tiles: z.array(
      z.object({
        camera: z.string(),
        /**
         * Seconds since the picture that is on the glass was taken; before the first one since the tile waits for it, and
         * null where none is expected, e.g. while a placeholder is shown.
         */
        frame_age: z.number().nonnegative().nullable(),
        /** Seconds from the capture of that picture until it was painted. */
        paint_delay: z.number().nonnegative().nullable(),
        /** Painted per second. */
        fps: z.number().nonnegative(),
      }),
    ),
    repairs: wallRepairsSchema,
    /** Frames that a page refused because it could not read their header, since the server was started. */
    unreadable_frames: z.int().nonnegative(),
  })
  .meta({ id: 'WallHealth' });

export type WallLayout = z.infer<typeof wallLayoutSchema>;
export type TileSettings = z.infer<typeof tileSettingsSchema>;
export type WallSettings = z.infer<typeof wallSettingsSchema>;
export type Wall = z.infer<typeof wallSchema>;
export type SavedWalls = z.infer<typeof savedWallsSchema>;
export type WallCommand = z.infer<typeof wallCommandSchema>;
export type WallRepairs = z.infer<typeof wallRepairsSchema>;
export type WallHealth = z.infer<typeof wallHealthSchema>;

export function defaultWallSettings(): WallSettings {
  return wallSettingsSchema.parse({});
}
