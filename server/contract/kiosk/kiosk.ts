import { z } from 'zod';
import { ownPath } from '../own-path.ts';
import { timeOfDaySchema } from '../time-of-day.ts';
import { kioskRepairsSchema } from './kiosk-health.ts';

/** GET: how the screen of this machine is and how it is set; PATCH: change that; POST: make it do something now. */
export const kioskPath = '/api/kiosk';
/** The picture on the screen, as PNG; `?display=NAME` for another display than the first. */
export const kioskScreenshotPath = '/api/kiosk/screenshot';

/** The page of a screen unless its settings name another. */
export const kioskStartPage = '/?kiosk=1';
export const maxScreens = 4;

/** A page of this server, e.g. "/?wall=office&kiosk=1"; never another site. */
const pageSchema = z
  .string()
  .max(512)
  .refine((text) => ownPath(text) === text, 'A page is a path on this server, like /?wall=office&kiosk=1.');

/** One window: the display it covers and what it shows there. */
export const screenSettingsSchema = z.object({
  /** "primary", or a display by the name that `displays` of the report has, e.g. "HDMI-A-1". */
  display: z.string().min(1).max(64).default('primary'),
  page: pageSchema.default(kioskStartPage),
  /** Degrees clockwise that the display's picture is turned by; null leaves it as the system has it. */
  rotation: z
    .union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)])
    .nullable()
    .default(null),
  /** Size of everything on the page. */
  zoom: z.number().min(0.25).max(4).default(1),
});

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** A time of each of these days when the screen is on. */
export const screenTimesSchema = z.object({
  days: z.array(z.enum(weekdays)).min(1).max(7),
  on: timeOfDaySchema,
  /** At or before `on`: on the next day. */
  off: timeOfDaySchema,
});

/** Ways to switch the display off: programs, or a black page where no program works. */
export const screenTools = ['wlopm', 'wlr-randr', 'xset', 'cover'] as const;

/** How the screen of this machine is set; every field has a default. Kept on that machine, not in backups of cameras. */
export const kioskSettingsSchema = z
  .object({
    screens: z
      .array(screenSettingsSchema)
      .min(1)
      .max(maxScreens)
      .refine(
        (screens) => new Set(screens.map(({ display }) => display)).size === screens.length,
        'Each display can be named once.',
      )
      .default([screenSettingsSchema.parse({})]),
    /** "idle": hidden while the pointer has not moved for a while. */
    cursor: z.enum(['idle', 'hidden', 'shown']).default('idle'),
    /** When the screen is on. */
    schedule: z
      .object({ enabled: z.boolean().default(false), times: z.array(screenTimesSchema).max(21).default([]) })
      .prefault({}),
    /** A touch, click or key on a dark screen switches it on, and does nothing else. */
    wake_on_touch: z.boolean().default(true),
    /** How long a screen that was woken outside of the schedule's times stays on after the last touch. */
    awake_seconds: z.int().min(10).max(86_400).default(120),
    /** "auto": the first of these that works here. */
    screen_tool: z.enum(['auto', ...screenTools]).default('auto'),
    /** Also switches a television off and on, by HDMI-CEC. */
    cec: z.boolean().default(false),
    /** Percent of the backlight; null leaves it as it is. Only where the display has one (see the report). */
    brightness: z.int().min(1).max(100).nullable().default(null),
    /** Draws without the GPU, for a Pi 3 or a broken driver; holds from the next start. */
    software_rendering: z.boolean().default(false),
  })
  .meta({ id: 'KioskSettings' });

const pinSchema = z.string().regex(/^\d{4,12}$/, 'A PIN has 4 to 12 digits.');

/** The body of PATCH /api/kiosk: what is named is changed; null takes a field back to its default. */
export const kioskChangeSchema = kioskSettingsSchema
  .partial()
  .extend({
    /** Asked for at the screen before the kiosk is left or its settings are opened there; null: nothing is asked. */
    pin: pinSchema.nullable().optional(),
  })
  .meta({ id: 'KioskChange' });

/** The body of POST /api/kiosk: everything named is done, in this order. */
export const kioskActionSchema = z
  .strictObject({
    /** Switches the screen on until the schedule says otherwise, or off. */
    wake: z.literal(true).optional(),
    sleep: z.literal(true).optional(),
    /** Loads what is shown anew. */
    reload: z.literal(true).optional(),
    /** A page of this server; null: what the settings say. */
    show: pageSchema.nullable().optional(),
    /** The display for `show`; the first one when it is left out. */
    display: z.string().min(1).max(64).optional(),
  })
  .refine(
    ({ wake, sleep, reload, show }) => wake ?? sleep ?? reload ?? show !== undefined,
    'Say what to do: wake, sleep, reload or show.',
  )
  .refine(({ wake, sleep }) => !(wake && sleep), 'It can wake or sleep, not both.')
  .meta({ id: 'KioskAction' });

/** The reasons why a screen is on or off. */
const screenReasons = ['always', 'schedule', 'asked', 'touch'] as const;

/** The answer of GET, PATCH and POST /api/kiosk. */
export const kioskReportSchema = z
  .object({
    settings: kioskSettingsSchema,
    pin_set: z.boolean(),
    screen: z.object({
      on: z.boolean(),
      /** "touch": woken outside of the schedule's times, until nobody touches it for a while. */
      reason: z.enum(screenReasons),
      /** When it changes by itself next, ISO 8601; null: it does not. */
      changes_at: z.string().nullable(),
      /** The tool that switches it; "cover": only the picture is black, the display stays lit. */
      tool: z.enum(screenTools),
      /** A program for HDMI-CEC is there. */
      cec_available: z.boolean(),
      /** Percent; null: this display has no backlight that can be set. */
      brightness: z.number().nullable(),
    }),
    displays: z.array(
      z.object({
        name: z.string(),
        primary: z.boolean(),
        width: z.int(),
        height: z.int(),
        /** The page of this server that is shown there; null: none. */
        page: z.string().nullable(),
      }),
    ),
    repairs: kioskRepairsSchema,
    /** Settings that hold only after a start, e.g. "software_rendering", and differ from what holds now. */
    restart_needed: z.array(z.string()),
    /** Problems of the screen with advice; one line each. */
    problems: z.array(z.string()),
    /** The program that shows the pages, e.g. "Electron 45.4.1". */
    runtime: z.string(),
  })
  .meta({ id: 'Kiosk' });

/** The query of GET /api/kiosk/screenshot. */
export const kioskScreenshotQuerySchema = z.object({
  display: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe('By the name that `displays` of GET /api/kiosk has; the first one when it is left out'),
});

export type ScreenSettings = z.infer<typeof screenSettingsSchema>;
export type ScreenTimes = z.infer<typeof screenTimesSchema>;
export type ScreenTool = (typeof screenTools)[number];
export type ScreenReason = (typeof screenReasons)[number];
export type Weekday = (typeof weekdays)[number];
export type KioskSettings = z.infer<typeof kioskSettingsSchema>;
export type KioskChange = z.infer<typeof kioskChangeSchema>;
export type KioskAction = z.infer<typeof kioskActionSchema>;
export type KioskReport = z.infer<typeof kioskReportSchema>;
