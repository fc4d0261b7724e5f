import { z } from 'zod';
import type { ApiOperation } from './api-operation.ts';
import { variantSchema } from './variant.ts';

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
];
