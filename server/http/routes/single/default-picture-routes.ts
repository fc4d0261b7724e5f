import type { Request, Response } from 'express';
import type { Camera } from '../../../camera/camera.ts';
import type { StreamMarks } from '../../../camera/stream-marks.ts';
import { framePath } from '../../../contract/default-camera.ts';
import { pictureQuerySchema } from '../../../contract/variant.ts';
import { markAnswer } from '../../message/mark-streams.ts';
import { operation, type Operation } from '../../operation/operation.ts';
import type { PictureAnswers } from '../picture/picture-answers.ts';
import { neededCamera, type DefaultCameraParts } from './default-camera.ts';

export interface DefaultPictureParts extends DefaultCameraParts {
  marks: StreamMarks;
}

/** The published sentence. */
export const noFrameYet = 'Camera frame not available yet.';

const ofPictures = { guard: 'view', group: 'Pictures', query: pictureQuerySchema } as const;

/** `/frame` and `/stream.mjpg`: the pictures of the default camera. */
export function defaultPictureOperations(parts: DefaultPictureParts, pictures: PictureAnswers): Operation[] {
  const marked = (request: Request, response: Response): Camera => {
    const camera = neededCamera(parts);
    markAnswer(parts.marks, camera.config.id, request, response);
    return camera;
  };
  return [
    operation({
      ...ofPictures,
      method: 'get',
      path: framePath,
      summary: 'One picture of the default camera',
      description: 'A camera that is stopped or fails has none: 503.',
      answers: { 200: { description: 'The picture', media: 'image/jpeg' } },
      errors: [422, 503],
      handle(request, response) {
        return pictures.snapshot(marked(request, response), request, response, {
          noPicture: noFrameYet,
          placeholder: 'refused',
        });
      },
    }),
    operation({
      ...ofPictures,
      method: 'get',
      path: '/stream.mjpg',
      summary: 'The live picture of the default camera as MJPEG',
      description: 'As `/cam/{id}/video`. While the camera is stopped or fails, placeholders say so.',
      answers: {
        200: { description: 'Pictures without end, boundary "frame"', media: 'multipart/x-mixed-replace' },
      },
      errors: [422, 503],
      handle(request, response) {
        pictures.stream(marked(request, response), request, response);
      },
    }),
  ];
}
