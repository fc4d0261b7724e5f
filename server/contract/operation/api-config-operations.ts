import { z } from 'zod';
import type { ApiOperation } from '../api-operation.ts';
import { backupSchema } from '../backup.ts';
import { configSchema } from '../config/config.ts';
import { deviceListingSchema, deviceQuerySchema, devicesPath } from '../device/device-listing.ts';
import { deviceSnapshotPath, deviceTrialBodySchema, deviceTrialPath } from '../device/device-trial.ts';
import { nginxPath, nginxReportSchema } from '../nginx.ts';
import { serverPath, serverReportSchema } from '../server-report.ts';

const settingsSchema = configSchema.omit({ cameras: true }).meta({ id: 'Settings' });
const etag = 'ETag and If-Match keep two editors from overwriting each other.';

export const configOperations: ApiOperation[] = [
  {
    method: 'get',
    path: '/api/cameras',
    group: 'Configuration',
    summary: 'The whole configuration, without passwords',
    description: etag,
    guard: 'admin',
    answers: {
      200: { description: 'As cameras.json holds it', schema: configSchema },
      304: { description: 'It is what If-None-Match names' },
    },
  },
  {
    method: 'post',
    path: '/api/cameras',
    group: 'Configuration',
    summary: 'Replaces host and cameras; what else is left out stays as it is',
    description: etag,
    guard: 'admin',
    body: configSchema.partial().required({ cameras: true }),
    example: { host: '0.0.0.0', cameras: [{ id: 'door', name: 'Front door', device: '/dev/video0' }] },
    answers: {
      200: { description: 'In use', schema: z.object({ status: z.literal('ok'), cameras: configSchema }) },
    },
    errors: [400, 412, 415],
  },
  {
    method: 'get',
    path: '/api/settings',
    group: 'Configuration',
    summary: 'The configuration without the cameras',
    guard: 'admin',
    answers: { 200: { description: 'Without the password', schema: settingsSchema } },
  },
  {
    method: 'patch',
    path: '/api/settings',
    group: 'Configuration',
    summary: 'Changes the settings that are given',
    guard: 'admin',
    body: settingsSchema.partial(),
    example: { linger_seconds: 30, port_mode: 'embedded' },
    answers: { 200: { description: 'The settings afterwards', schema: settingsSchema } },
    errors: [400, 412],
  },
  {
    method: 'get',
    path: devicesPath,
    group: 'Devices',
    summary: 'The cameras this machine has, with formats, controls, and who uses them',
    guard: 'admin',
    query: deviceQuerySchema,
    answers: { 200: { description: 'V4L2 and CSI cameras', schema: deviceListingSchema } },
  },
  {
    method: 'get',
    path: deviceSnapshotPath('{index}'),
    group: 'Devices',
    summary: 'One small picture of a device, also of one that no camera uses',
    description:
      'The index is the n of /dev/videoN, or csi:<n>. A device that nobody uses is opened for a moment; one that ' +
      'another program uses is left alone (503 busy).',
    guard: 'admin',
    answers: { 200: { description: 'The picture', media: 'image/jpeg' } },
    errors: [404, 503],
  },
  {
    method: 'post',
    path: deviceTrialPath,
    group: 'Devices',
    summary: 'One picture of what an address leads to, or why there is none',
    guard: 'admin',
    body: deviceTrialBodySchema,
    answers: { 200: { description: 'The picture', media: 'image/jpeg' } },
    errors: [422, 503],
  },
  {
    method: 'get',
    path: '/api/backup',
    group: 'Configuration',
    summary: 'The configuration as a file to keep; passwords and logins of cameras are not in it',
    guard: 'admin',
    answers: { 200: { description: 'To be saved', schema: backupSchema } },
  },
  {
    method: 'post',
    path: '/api/restore',
    group: 'Configuration',
    summary: 'Takes a backup, or a cameras.json; secrets that this server still knows are put back',
    guard: 'admin',
    body: z.union([backupSchema, configSchema.partial()]),
    example: { cameras: [{ id: 'door', name: 'Front door', device: '/dev/video0' }] },
    answers: {
      200: {
        description: 'In use; `notes` say what was kept or has to be entered again',
        schema: z.object({
          status: z.literal('restored'),
          cameras: configSchema,
          notes: z.array(z.string()),
          kept_as: z.string().nullable(),
        }),
      },
    },
    errors: [400, 412],
  },
  {
    method: 'get',
    path: serverPath,
    group: 'Configuration',
    summary: 'What flags and environment decided: addresses, HTTPS, log, data folder',
    guard: 'admin',
    answers: { 200: { description: 'As it is in effect', schema: serverReportSchema } },
  },
  {
    method: 'get',
    path: nginxPath,
    group: 'Configuration',
    summary: 'The file for nginx, whether nginx accepts it, and the commands that put it to use',
    guard: 'admin',
    answers: { 200: { description: 'As it was written last', schema: nginxReportSchema } },
  },
];
