import { Router } from 'express';
import type { AttachedKiosk } from '../../attached-kiosk.ts';
import { parseKioskChange } from '../../contract/kiosk/kiosk-body.ts';
import {
  kioskActionSchema,
  kioskPath,
  kioskScreenshotPath,
  kioskScreenshotQuerySchema,
} from '../../contract/kiosk/kiosk.ts';
import { ApiError } from '../message/api-error.ts';
import { methodNotAllowed } from '../message/error-handler.ts';
import { smallJsonBody } from '../message/json-body.ts';
import { parseBody } from '../message/request-body.ts';
import { parseQuery } from '../message/request-query.ts';
import { refusal } from './config-edit.ts';

export interface KioskParts {
  /** The screen of this machine, when this process shows something there. */
  kiosk: AttachedKiosk | undefined;
}

/** `/api/kiosk`: how the screen of this machine is and is set, what it shall do, and what is on it. */
export function kioskRoutes({ kiosk }: KioskParts): Router {
  const router = Router();
  router.use(kioskPath, (_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });

  router.get(kioskPath, (_request, response) => {
    response.json(required(kiosk).report());
  });

  router.patch(kioskPath, smallJsonBody, async (request, response) => {
    const screen = required(kiosk);
    const parsed = parseKioskChange(request.body);
    if (!parsed.ok) throw refusal(parsed);
    await screen.change(parsed.change);
    response.json(screen.report());
  });

  router.post(kioskPath, smallJsonBody, async (request, response) => {
    const screen = required(kiosk);
    await screen.act(parseBody(kioskActionSchema, request.body));
    response.json(screen.report());
  });

  router.get(kioskScreenshotPath, async (request, response) => {
    const { display } = parseQuery(kioskScreenshotQuerySchema, request.query);
    const png = await required(kiosk).screenshot(display);
    response.type('image/png').send(Buffer.from(png.buffer, png.byteOffset, png.byteLength));
  });

  router.all(kioskPath, methodNotAllowed('GET, HEAD, PATCH, POST'));
  router.all(kioskScreenshotPath, methodNotAllowed('GET, HEAD'));
  return router;
}

/** @throws ApiError 404 */
function required(kiosk: AttachedKiosk | undefined): AttachedKiosk {
  if (kiosk) return kiosk;
  throw new ApiError(
    404,
    'no-kiosk',
    'This server shows nothing on a screen of its own: it runs without the kiosk. On a machine with a display, install ' +
      'the package and run its kiosk (rpicam-kiosk.service) in place of the server alone (rpicam-kiosk-headless.service).',
  );
}
