import type { ApiOperation } from '../api-operation.ts';
import { accessOperations } from './api-access-operations.ts';
import { cameraOperations } from './api-camera-operations.ts';
import { configOperations } from './api-config-operations.ts';
import { kioskOperations } from './api-kiosk-operations.ts';
import { pictureOperations } from './api-picture-operations.ts';
import { statusOperations } from './api-status-operations.ts';
import { wallOperations } from './api-wall-operations.ts';

/** Everything the HTTP API can do, in the order in which its page shows it. */
export const apiOperations: readonly ApiOperation[] = [
  ...pictureOperations,
  ...cameraOperations,
  ...wallOperations,
  ...kioskOperations,
  ...configOperations,
  ...statusOperations,
  ...accessOperations,
];
