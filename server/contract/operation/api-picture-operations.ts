import { z } from 'zod';
import type { ApiOperation } from '../api-operation.ts';
import { liveHeaderBytes, liveLimits, livePath, liveSizeClasses } from '../live.ts';
import { variantSchema } from '../variant.ts';
import { defaultWallName, wallNameSchema } from '../wall.ts';

const linkQuery = { token: z.string().optional().describe('The token of a signed link, instead of a login') };
const pictureQuery = variantSchema.extend(linkQuery);

export const pictureOperations: ApiOperation[] = [
  {
    method: 'get',
    path: '/cam/{id}/video',
    group: 'Pictures',
    summary: 'The live picture as MJPEG',
    description:
      'Each part has Content-Type, Content-Length, X-Timestamp (capture time, seconds since the epoch) and X-Sequence; ' +
      'X-Placeholder where the picture is not the camera’s. A viewer that reads slowly gets the newest picture.',
    guard: 'view',
    query: pictureQuery,
    answers: {
      200: { description: 'Pictures without end, boundary "frame"', media: 'multipart/x-mixed-replace' },
    },
    errors: [404, 422, 503],
  },
  {
    method: 'get',
    path: '/cam/{id}/snapshot',
    group: 'Pictures',
    summary: 'One picture, newer than the request or at most one frame old',
    guard: 'view',
    query: pictureQuery,
    answers: { 200: { description: 'The picture', media: 'image/jpeg' } },
    errors: [404, 422, 503],
  },
  {
    method: 'get',
    path: livePath,
    group: 'Pictures',
    summary: 'Many cameras over one WebSocket, as walls show them',
    description:
      'The page sends JSON: `tiles` (all it shows: tile, camera, width, fps), `painted` after each frame, `clock` and ' +
      '`report`. The server sends JSON (`welcome`, `settings`, `command`, `refused`, `clock`) and binary messages: a ' +
      `header of ${liveHeaderBytes} bytes, little-endian (version u8, header bytes u8, EXIF orientation u8, flags u8 with ` +
      '1 for a placeholder, tile u32, sequence u32, capture time f64 in milliseconds since the epoch), then the JPEG. ' +
      `At most ${liveLimits.framesInFlight} frames of a tile are sent ahead of \`painted\`; what is sent is the newest. ` +
      `Widths are one of ${liveSizeClasses.join(', ')}, or null for the camera’s own.`,
    guard: 'view',
    query: z.object({ wall: wallNameSchema.default(defaultWallName).describe('Name of the wall') }),
    answers: { 101: { description: 'WebSocket' } },
    errors: [400, 403, 422, 426, 503],
  },
];
