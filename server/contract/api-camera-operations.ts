import { z } from 'zod';
import type { ApiOperation } from './api-operation.ts';
import { cameraSchema } from './camera.ts';
import { configSchema } from './config.ts';

export const cameraOperations: ApiOperation[] = [
  {
    method: 'get',
    path: '/api/cameras',
    group: 'Configuration',
    summary: 'The whole configuration, without passwords',
    guard: 'admin',
    answers: { 200: { description: 'As cameras.json holds it', schema: configSchema } },
  },
  {
    method: 'post',
    path: '/api/cameras',
    group: 'Configuration',
    summary: 'Replaces host and cameras; what else is left out stays as it is',
    guard: 'admin',
    body: configSchema.partial().required({ cameras: true }),
    answers: {
      200: { description: 'In use', schema: z.object({ status: z.literal('ok'), cameras: configSchema }) },
    },
    errors: [400, 412],
  },
  {
    method: 'delete',
    path: '/api/cameras/{id}',
    group: 'Cameras',
    summary: 'Removes a camera',
    guard: 'admin',
    answers: {
      200: {
        description: 'Removed; the cameras that are left',
        schema: z.object({ status: z.literal('deleted'), cameras: z.array(cameraSchema) }),
      },
    },
    errors: [404, 412],
  },
  {
    method: 'post',
    path: '/api/cameras/{id}/restart',
    group: 'Cameras',
    summary: 'Starts the capture anew; a camera that waits for its next try tries now',
    guard: 'admin',
    answers: {
      200: { description: 'It restarts', schema: z.object({ status: z.literal('restarting') }) },
    },
    errors: [404],
  },
];
