import type { AttachedKiosk } from '../../attached-kiosk.ts';
import { parseKioskChange } from '../../contract/kiosk/kiosk-body.ts';
import {
  kioskActionSchema,
  kioskChangeSchema,
  kioskPath,
  kioskReportSchema,
  kioskScreenshotPath,
  kioskScreenshotQuerySchema,
} from '../../contract/kiosk/kiosk.ts';
import { ApiError } from '../message/api-error.ts';
import { parseBody, parseQuery } from '../message/parse-request.ts';
import { operation, type Operation } from '../operation/operation.ts';
import { refusal } from './config-edit.ts';

export interface KioskParts {
  /** The screen of this machine; undefined when this process shows nothing there. */
  kiosk: AttachedKiosk | undefined;
}

const noKiosk = 'A server that shows nothing on a screen of its own answers 404 `no-kiosk`.';
const report = { description: 'The screen, as it is and as it is set', schema: kioskReportSchema };
const ofKiosk = { guard: 'admin', noStore: true, group: 'Kiosk' } as const;

/** `/api/kiosk`: the state and the settings of this machine's screen, commands for it, and a picture of it. */
export function kioskOperations({ kiosk }: KioskParts): Operation[] {
  return [
    operation({
      ...ofKiosk,
      method: 'get',
      path: kioskPath,
      summary: 'The screen of this machine: how it is and how it is set',
      description: noKiosk,
      answers: { 200: report },
      errors: [404],
      handle(_request, response) {
        response.json(required(kiosk).report());
      },
    }),
    operation({
      ...ofKiosk,
      method: 'patch',
      path: kioskPath,
      summary: 'Changes the fields that are given, each as a whole; null takes one back to its default',
      description: `The PIN can be set and taken away, never read. ${noKiosk}`,
      body: { schema: kioskChangeSchema, size: 'small', example: exampleChange },
      answers: { 200: report },
      errors: [404, 500],
      async handle(request, response) {
        const screen = required(kiosk);
        const parsed = parseKioskChange(request.body);
        if (!parsed.ok) throw refusal(parsed);
        await screen.change(parsed.change);
        response.json(screen.report());
      },
    }),
    operation({
      ...ofKiosk,
      method: 'post',
      path: kioskPath,
      summary: 'Makes the screen do something now; nothing of it is saved',
      description: `Answers when all of it is done, in the order of the fields. ${noKiosk}`,
      body: {
        schema: kioskActionSchema,
        size: 'small',
        example: { wake: true, show: '/?wall=office&kiosk=1' },
      },
      answers: { 200: report },
      errors: [404, 409],
      async handle(request, response) {
        const screen = required(kiosk);
        await screen.act(parseBody(kioskActionSchema, request.body));
        response.json(screen.report());
      },
    }),
    operation({
      ...ofKiosk,
      method: 'get',
      path: kioskScreenshotPath,
      summary: 'What is on the screen; a dark one stays dark',
      description: noKiosk,
      query: kioskScreenshotQuerySchema,
      answers: { 200: { description: 'The picture', media: 'image/png' } },
      errors: [404, 409, 422],
      async handle(request, response) {
        const { display } = parseQuery(kioskScreenshotQuerySchema, request.query);
        const png = await required(kiosk).screenshot(display);
        response.type('image/png').send(Buffer.from(png.buffer, png.byteOffset, png.byteLength));
      },
    }),
  ];
}

const exampleChange = {
  schedule: {
    enabled: true,
    times: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], on: '07:00', off: '18:30' }],
  },
};

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
