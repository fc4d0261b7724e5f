import { z } from 'zod';
import type { Camera } from '../../../camera/camera.ts';
import type { Supervisor } from '../../../camera/supervisor.ts';
import { pictureQuerySchema } from '../../../contract/variant.ts';
import { ApiError } from '../../message/api-error.ts';
import { operation, type Operation } from '../../operation/operation.ts';
import type { PictureAnswerParts, PictureAnswers } from './picture-answers.ts';

export interface StreamParts extends PictureAnswerParts {
  cameras: Supervisor;
}

const query = pictureQuerySchema.extend({
  token: z.string().optional().describe('The token of a signed link, instead of a login'),
});
const ofPictures = { guard: 'view', group: 'Pictures', query } as const;

/** `/cam/{id}/video` and `/cam/{id}/snapshot`. */
export function streamOperations(
  { cameras }: Pick<StreamParts, 'cameras'>,
  pictures: PictureAnswers,
): Operation[] {
  return [
    operation({
      ...ofPictures,
      method: 'get',
      path: '/cam/{id}/video',
      summary: 'The live picture as MJPEG',
      description:
        'Each part has Content-Type, Content-Length, X-Timestamp (capture time, seconds since the epoch) and X-Sequence; ' +
        'X-Placeholder where the picture is not the camera’s. A viewer that reads slowly gets the newest picture.',
      answers: {
        200: { description: 'Pictures without end, boundary "frame"', media: 'multipart/x-mixed-replace' },
      },
      errors: [404, 422, 503],
      handle(request, response) {
        pictures.stream(findCamera(cameras, request.params.id), request, response);
      },
    }),
    operation({
      ...ofPictures,
      method: 'get',
      path: '/cam/{id}/snapshot',
      summary: 'One picture, newer than the request or at most one frame old',
      answers: { 200: { description: 'The picture', media: 'image/jpeg' } },
      errors: [404, 422, 503],
      handle(request, response) {
        return pictures.snapshot(findCamera(cameras, request.params.id), request, response, {
          noPicture: 'The camera did not deliver a picture in time.',
          placeholder: 'sent',
        });
      },
    }),
  ];
}

function findCamera(cameras: Supervisor, id: string): Camera {
  const camera = cameras.camera(id);
  if (!camera) throw new ApiError(404, 'unknown-camera', 'Camera not found');
  return camera;
}
