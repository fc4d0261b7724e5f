import type { Request, Response } from 'express';
import { z } from 'zod';
import type { AttachedKiosk } from '../../attached-kiosk.ts';
import type { Supervisor } from '../../camera/supervisor.ts';
import type { WallMap } from '../../config/wall-file.ts';
import { wallEtag } from '../../config/wall-etag.ts';
import type { WallStore } from '../../config/wall-store.ts';
import { parseWallBody, parseWallPatch, type ParsedWallBody } from '../../contract/wall-body.ts';
import {
  defaultWallName,
  kioskWallName,
  maxWalls,
  wallCommandSchema,
  wallNameBodySchema,
  wallNameSchema,
  wallSchema,
  wallSettingsSchema,
  wallsPath,
  type Wall,
  type WallCommand,
  type WallSettings,
} from '../../contract/wall.ts';
import type { Walls } from '../../live/walls.ts';
import { ApiError } from '../message/api-error.ts';
import { parseBody } from '../message/parse-request.ts';
import { operation, type Operation } from '../operation/operation.ts';
import { refusal, requireEtag } from './config-edit.ts';

const path = `${wallsPath}/{wall}` as const;

export interface WallParts {
  cameras: Supervisor;
  /** The walls that are open. */
  walls: Walls;
  wallStore: WallStore;
  /** The screen of this machine; undefined when this process shows nothing there. */
  kiosk: AttachedKiosk | undefined;
}

const answer = { description: 'The wall', schema: wallSchema };
const versions =
  'With If-Match, an ETag of this wall, nothing is changed where somebody else changed it meanwhile.';
const ofWalls = { guard: 'admin', group: 'Walls' } as const;

/** `/api/walls`: the saved settings of walls, and their remote control. */
export function wallOperations({ cameras, walls, wallStore, kiosk }: WallParts): Operation[] {
  const shown = (name: string): Wall => ({
    name,
    saved: wallStore.walls.has(name),
    pages: walls.pageCount(name),
    settings: wallStore.settingsOf(name),
  });
  /** Answers with the wall, and with the version of its settings for the next change of them. */
  const send = (response: Response, name: string) => {
    response.set('ETag', wallEtag(wallStore.settingsOf(name))).type('json');
    // Not `json`, which answers 304 where the settings are the same: the number of pages is no part of the ETag.
    response.end(JSON.stringify(shown(name)));
  };
  /** Called in the turn of a change: no other change can come between the check and the writing. */
  const requireVersion = (request: Request, name: string) =>
    requireEtag(request, wallEtag(wallStore.settingsOf(name)), `The wall '${name}'`);
  const all = () => [...new Set([...wallStore.walls.keys(), ...walls.openNames()])].sort().map(shown);

  return [
    operation({
      ...ofWalls,
      method: 'get',
      path: wallsPath,
      summary: 'All walls that are open or saved',
      answers: { 200: { description: 'By name', schema: z.object({ walls: z.array(wallSchema) }) } },
      handle(_request, response) {
        response.json({ walls: all() });
      },
    }),
    operation({
      ...ofWalls,
      method: 'get',
      path,
      summary: 'One wall; what is not saved is as by default',
      answers: { 200: answer },
      handle(request, response) {
        send(response, wallOf(request));
      },
    }),
    operation({
      ...ofWalls,
      method: 'put',
      path,
      summary: 'Saves how a wall is laid out; its open pages follow at once',
      description: `What is left out has its default. A wall is opened as /?wall=NAME. ${versions}`,
      body: { schema: wallSettingsSchema, size: 'large' },
      answers: { 200: answer },
      errors: [409, 412],
      async handle(request, response) {
        const name = wallOf(request);
        const settings = settingsOf(parseWallBody(request.body));
        await wallStore.change((saved) => {
          requireVersion(request, name);
          return withWall(saved, name, settings);
        });
        send(response, name);
      },
    }),
    operation({
      ...ofWalls,
      method: 'patch',
      path,
      summary: 'Changes the fields that are given; null takes one back to its default',
      description: versions,
      body: { schema: wallSettingsSchema.partial(), size: 'large' },
      answers: { 200: answer },
      errors: [409, 412],
      async handle(request, response) {
        const name = wallOf(request);
        await wallStore.change((saved) => {
          // Read in the turn of this change, so that a change made meanwhile is kept.
          requireVersion(request, name);
          const settings = settingsOf(parseWallPatch(request.body, wallStore.settingsOf(name)));
          return withWall(saved, name, settings);
        });
        send(response, name);
      },
    }),
    operation({
      ...ofWalls,
      method: 'delete',
      path,
      summary: 'Forgets what is saved of a wall; its open pages are as by default',
      answers: {
        200: {
          description: 'Forgotten; the walls that are left',
          schema: z.object({ status: z.literal('deleted'), walls: z.array(wallSchema) }),
        },
      },
      errors: [404],
      async handle(request, response) {
        const name = wallOf(request);
        await wallStore.change((saved) => withoutWall(saved, name));
        response.json({ status: 'deleted', walls: all() });
      },
    }),
    operation({
      ...ofWalls,
      method: 'post',
      path: `${path}/copy`,
      summary: 'Saves the layout of a wall under another name, too',
      body: { schema: wallNameBodySchema, size: 'small' },
      answers: { 201: { description: 'The new wall', schema: wallSchema } },
      errors: [409],
      async handle(request, response) {
        const from = wallOf(request);
        const { name } = parseBody(wallNameBodySchema, request.body);
        await wallStore.change((saved) => withNewWall(saved, name, wallStore.settingsOf(from)));
        response.status(201).json(shown(name));
      },
    }),
    operation({
      ...ofWalls,
      method: 'post',
      path: `${path}/rename`,
      summary: 'Gives a wall another name; its open pages and the screens of the kiosk follow',
      body: { schema: wallNameBodySchema, size: 'small' },
      answers: { 200: answer },
      errors: [409],
      async handle(request, response) {
        const from = wallOf(request);
        const { name } = parseBody(wallNameBodySchema, request.body);
        await wallStore.change((saved) => {
          requireNew(saved, name);
          const others = new Map([...saved].filter(([other]) => other !== from));
          return withWall(others, name, wallStore.settingsOf(from));
        });
        walls.command(from, { open: name });
        await followRename(kiosk, from, name);
        response.json(shown(name));
      },
    }),
    operation({
      ...ofWalls,
      method: 'post',
      path,
      summary: 'Makes all open pages of a wall do something now; nothing of it is saved',
      body: { schema: wallCommandSchema, size: 'small' },
      answers: {
        200: {
          description: 'Told',
          schema: z.object({ pages: z.int().positive().describe('Pages that were told') }),
        },
      },
      errors: [400, 404],
      handle(request, response) {
        const name = wallOf(request);
        const command = parseBody(wallCommandSchema, request.body);
        requireCameras(
          command,
          cameras.cameras.map(({ config }) => config.id),
        );
        const pages = walls.command(name, command);
        if (pages === 0) throw notOpen(name, walls.openNames());
        response.json({ pages });
      },
    }),
  ];
}

/** @throws ApiError 422 */
function wallOf({ params }: Request<{ wall: string }>): string {
  const parsed = wallNameSchema.safeParse(params.wall);
  if (parsed.success) return parsed.data;
  const msg = parsed.error.issues[0]?.message ?? '';
  throw new ApiError(422, 'bad-shape', [{ type: 'string_pattern_mismatch', loc: ['path', 'wall'], msg }]);
}

/** @throws ApiError 422 */
function settingsOf(parsed: ParsedWallBody): WallSettings {
  if (!parsed.ok) throw refusal(parsed);
  return parsed.settings;
}

/** @throws ApiError 409 */
function withWall(saved: WallMap, name: string, settings: WallSettings): WallMap {
  if (saved.size >= maxWalls && !saved.has(name)) {
    throw new ApiError(409, 'too-many-walls', `There are ${maxWalls} saved walls; delete one first.`);
  }
  return new Map([...saved, [name, settings]]);
}

/** @throws ApiError 409 */
function withNewWall(saved: WallMap, name: string, settings: WallSettings): WallMap {
  requireNew(saved, name);
  return withWall(saved, name, settings);
}

/** @throws ApiError 409 */
function requireNew(saved: WallMap, name: string): void {
  if (saved.has(name))
    throw new ApiError(409, 'wall-exists', `There is a wall '${name}' already; choose another name.`, {
      field: 'name',
    });
}

/** @throws ApiError 404 */
function withoutWall(saved: WallMap, name: string): WallMap {
  if (!saved.has(name)) {
    const names = [...saved.keys()].join(', ') || 'no wall';
    throw new ApiError(404, 'no-such-wall', `Nothing is saved of the wall '${name}'. Saved: ${names}.`);
  }
  return new Map([...saved].filter(([other]) => other !== name));
}

/** @throws ApiError 400 where a command names a camera that is not configured */
function requireCameras({ show, enlarge }: WallCommand, configured: readonly string[]): void {
  const named = [
    ...(show ?? []).map((id, index) => ({ id, field: `show.${index}` })),
    ...(typeof enlarge === 'string' ? [{ id: enlarge, field: 'enlarge' }] : []),
  ];
  const problems = named
    .filter(({ id }) => !configured.includes(id))
    .map(({ id, field }) => ({ field, message: `There is no camera '${id}'.` }));
  if (problems.length === 0) return;
  const there = configured.length === 0 ? 'There are no cameras yet.' : `Cameras: ${configured.join(', ')}.`;
  const detail = [...problems.map(({ message }) => message), there].join(' ');
  const field = problems.length === 1 ? problems[0]?.field : undefined;
  throw new ApiError(400, 'unknown-camera', detail, { field, problems });
}

function notOpen(name: string, open: readonly string[]): ApiError {
  const there = open.length === 0 ? 'No wall is open.' : `Open now: ${open.join(', ')}.`;
  return new ApiError(404, 'no-such-wall', `No page shows the wall '${name}'. ${there}`);
}

/** Screens of the kiosk that show the wall show it under its new name, also after a restart. */
async function followRename(kiosk: AttachedKiosk | undefined, from: string, to: string): Promise<void> {
  const screens = kiosk?.report().settings.screens;
  if (!screens?.some(({ page }) => pageWith(page, from, to) !== page)) return;
  await kiosk?.change({
    screens: screens.map((screen) => ({ ...screen, page: pageWith(screen.page, from, to) })),
  });
}

/** The path of a page, with `to` in place of the wall `from`. */
function pageWith(page: string, from: string, to: string): string {
  const [path = '', query] = page.split('?');
  const fields = new URLSearchParams(query);
  if (shownWall(path, fields)?.normalize('NFC') !== from) return page;
  fields.set('wall', to);
  return `${path}?${fields}`;
}

/** The name of the wall that a page shows; the wall page shows one also where its address names none. */
function shownWall(path: string, fields: URLSearchParams): string | undefined {
  const named = fields.get('wall') ?? '';
  if (named !== '') return named;
  if (path !== '/') return undefined;
  return fields.get('kiosk') === '1' ? kioskWallName : defaultWallName;
}
