import { Router } from 'express';
import { healthReport } from '../camera/health-report.ts';
import type { ConfigStore } from '../config/config-store.ts';
import { healthPath, type CameraHealth } from '../contract/health.ts';
import type { SystemWatch } from '../device/system-watch.ts';
import type { Walls } from '../live/walls.ts';
import { methodNotAllowed } from './error-handler.ts';

export interface HealthParts {
  store: ConfigStore;
  system: SystemWatch;
  walls: Walls;
  /** In configured order. */
  cameraHealths: () => CameraHealth[];
  /** Where other machines in the LAN find it. */
  addresses: () => string[];
  /** What is wrong with the server beside its configuration; one line each. */
  problems: () => readonly string[];
}

/** `/health`: quick whatever the cameras do. */
export function healthRoutes({
  store,
  system,
  walls,
  cameraHealths,
  problems,
  addresses,
}: HealthParts): Router {
  const router = Router();
  router.get(healthPath, (_request, response) => {
    const found = [...store.problems.map(({ message }) => message), ...problems()];
    const machine = system.current?.report ?? null;
    response.set('Cache-Control', 'no-store').json(
      healthReport(cameraHealths(), {
        problems: found,
        system: machine,
        walls: walls.health(),
        addresses: addresses(),
      }),
    );
  });
  router.all(healthPath, methodNotAllowed('GET, HEAD'));
  return router;
}
