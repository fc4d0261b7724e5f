import { z } from 'zod';
import type { Supervisor } from '../../camera/supervisor.ts';
import { hooksPath, hooksReportSchema } from '../../contract/hook/hook-state.ts';
import type { HookGate } from '../../hook/hook-gate.ts';
import { ApiError } from '../message/api-error.ts';
import { parseBody } from '../message/parse-request.ts';
import { operation, type Operation } from '../operation/operation.ts';

export interface HookRouteParts {
  cameras: Supervisor;
  hooks: HookGate;
}

const retryBodySchema = z.object({
  /** Its place in the camera's list, from 0; all of them without it. */
  place: z.int().nonnegative().optional(),
});

/** `/api/hooks`: the files in the folder of hooks, and the hooks of the cameras. */
export function hookOperations({ cameras, hooks }: HookRouteParts): Operation[] {
  return [
    operation({
      method: 'get',
      path: hooksPath,
      guard: 'admin',
      noStore: true,
      group: 'Cameras',
      summary: 'The files in the folder of hooks, and how the hooks of each camera do',
      answers: { 200: { description: 'The hooks', schema: hooksReportSchema } },
      async handle(_request, response) {
        response.json(await hooks.report());
      },
    }),
    operation({
      method: 'post',
      path: '/api/cameras/{id}/hooks/retry',
      guard: 'admin',
      group: 'Cameras',
      summary: 'Starts the hooks of a camera anew, also those that have failed',
      body: { schema: retryBodySchema, size: 'small' },
      answers: { 202: { description: 'They are being started' } },
      errors: [404, 422],
      handle(request, response) {
        const { place } = parseBody(retryBodySchema, request.body ?? {});
        const { id } = request.params;
        if (!cameras.camera(id)) throw new ApiError(404, 'unknown-camera', 'Camera not found');
        if (!hooks.retry(id, place)) throw new ApiError(404, 'unknown-hook', 'The camera has no such hook.');
        response.status(202).json({});
      },
    }),
  ];
}
