import type { ApiOperation } from '../api-operation.ts';
import {
  kioskActionSchema,
  kioskChangeSchema,
  kioskPath,
  kioskReportSchema,
  kioskScreenshotPath,
  kioskScreenshotQuerySchema,
} from '../kiosk/kiosk.ts';

const noKiosk = 'A server that shows nothing on a screen of its own answers 404 `no-kiosk`.';
const report = { description: 'The screen, as it is and as it is set', schema: kioskReportSchema };

export const kioskOperations: ApiOperation[] = [
  {
    method: 'get',
    path: kioskPath,
    group: 'Kiosk',
    summary: 'The screen of this machine: how it is and how it is set',
    description: noKiosk,
    guard: 'admin',
    answers: { 200: report },
    errors: [404],
  },
  {
    method: 'patch',
    path: kioskPath,
    group: 'Kiosk',
    summary: 'Changes the fields that are given, each as a whole; null takes one back to its default',
    description: `The PIN can be set and taken away, never read. ${noKiosk}`,
    guard: 'admin',
    body: kioskChangeSchema,
    example: {
      schedule: {
        enabled: true,
        times: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], on: '07:00', off: '18:30' }],
      },
    },
    answers: { 200: report },
    errors: [404, 500],
  },
  {
    method: 'post',
    path: kioskPath,
    group: 'Kiosk',
    summary: 'Makes the screen do something now; nothing of it is saved',
    description: `Answers when all of it is done, in the order of the fields. ${noKiosk}`,
    guard: 'admin',
    body: kioskActionSchema,
    example: { wake: true, show: '/?wall=office&kiosk=1' },
    answers: { 200: report },
    errors: [404, 409],
  },
  {
    method: 'get',
    path: kioskScreenshotPath,
    group: 'Kiosk',
    summary: 'What is on the screen; a dark one stays dark',
    description: noKiosk,
    guard: 'admin',
    query: kioskScreenshotQuerySchema,
    answers: { 200: { description: 'The picture', media: 'image/png' } },
    errors: [404, 409, 422],
  },
];
