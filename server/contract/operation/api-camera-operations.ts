import { z } from 'zod';
import type { ApiOperation } from '../api-operation.ts';
import { cameraSchema } from '../config/camera.ts';
import {
  identifyAnswerSchema,
  identifyBodySchema,
  reassignAnswerSchema,
  reassignBodySchema,
} from '../device/camera-device.ts';
import { controlListingSchema } from '../device/control-listing.ts';

const path = '/api/cameras/{id}';
const camera = { description: 'The camera, without passwords', schema: cameraSchema };
const changes = cameraSchema.omit({ id: true });

export const cameraOperations: ApiOperation[] = [
  {
    method: 'get',
    path,
    group: 'Cameras',
    summary: 'One camera as it is configured',
    guard: 'admin',
    answers: { 200: camera },
    errors: [404],
  },
  {
    method: 'put',
    path,
    group: 'Cameras',
    summary: 'Adds a camera, or replaces one',
    guard: 'admin',
    body: changes,
    example: { name: 'Front door', device: '/dev/video0', width: 1280, height: 720, fps: 15 },
    answers: { 200: camera, 201: { ...camera, description: 'The camera, which is new' } },
    errors: [400, 412],
  },
  {
    method: 'patch',
    path,
    group: 'Cameras',
    summary: 'Changes the fields that are given; null clears one',
    guard: 'admin',
    body: changes.partial(),
    example: { name: 'Front door', rotate: 180, fps: null },
    answers: { 200: camera },
    errors: [400, 404, 412],
  },
  {
    method: 'delete',
    path,
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
    path: `${path}/restart`,
    group: 'Cameras',
    summary: 'Starts the capture anew; a camera that waits for its next try tries now',
    guard: 'admin',
    answers: {
      200: { description: 'It restarts', schema: z.object({ status: z.literal('restarting') }) },
    },
    errors: [404],
  },
  {
    method: 'post',
    path: `${path}/identify`,
    group: 'Cameras',
    summary: 'Shows which camera this is: its tile flashes, and its light where it has one',
    guard: 'admin',
    body: identifyBodySchema,
    example: { for_seconds: 5 },
    answers: { 200: { description: 'It flashes', schema: identifyAnswerSchema } },
    errors: [404],
  },
  {
    method: 'post',
    path: `${path}/reassign`,
    group: 'Cameras',
    summary: 'Gives the camera another device; without a body the one /health says it moved to',
    guard: 'admin',
    body: reassignBodySchema,
    example: { device: '/dev/video2' },
    answers: { 200: { description: 'In use', schema: reassignAnswerSchema } },
    errors: [400, 404, 409, 412],
  },
  {
    method: 'get',
    path: `${path}/controls`,
    group: 'Cameras',
    summary: "The device's own controls, with their ranges and what the configuration asks for",
    guard: 'admin',
    answers: { 200: { description: 'As the device tells', schema: controlListingSchema } },
    errors: [404, 409, 503],
  },
  {
    method: 'patch',
    path: `${path}/controls`,
    group: 'Cameras',
    summary: 'Sets controls at once, without restarting the capture; null is the default',
    guard: 'admin',
    query: z.object({
      save: z.boolean().optional().describe('false: only set, not kept, as while a slider is dragged'),
    }),
    body: z.record(z.string(), z.union([z.number(), z.boolean(), z.null()])),
    example: { sharpness: 3, brightness: null },
    answers: { 200: { description: 'The controls afterwards', schema: controlListingSchema } },
    errors: [400, 404, 409, 412, 502, 503],
  },
];
