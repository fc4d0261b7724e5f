import { Router } from 'express';
import { healthReport, type CameraSurroundings } from '../camera/health-report.ts';
import type { Supervisor } from '../camera/supervisor.ts';
import type { ConfigStore } from '../config/config-store.ts';
import { healthPath } from '../contract/health.ts';
import type { SystemWatch } from '../device/system-watch.ts';
import type { Walls } from '../live/walls.ts';
import type { Clock } from '../runtime/clock.ts';
import { methodNotAllowed } from './error-handler.ts';

export interface HealthParts {
  cameras: Supervisor;
  store: ConfigStore;
  system: SystemWatch;
  walls: Walls;
  clock: Clock;
  surroundingsOf: (id: string) => CameraSurroundings;
  /** What is wrong with the server beside its configuration; one line each. */
  problems: () => readonly string[];
}

/** `/health`: quick whatever the cameras do. */
export function healthRoutes({
  cameras,
  store,
  system,
  walls,
  clock,
  surroundingsOf,
  problems,
}: HealthParts): Router {
  const router = Router();
  router.get(healthPath, (_request, response) => {
    const found = [...store.problems.map(({ message }) => message), ...problems()];
    const machine = system.current?.report ?? null;
    response
      .set('Cache-Control', 'no-store')
      .json(
        healthReport(
          cameras.cameras,
          surroundingsOf,
          { problems: found, system: machine, walls: walls.health() },
          clock.nowMs(),
        ),
      );
  });
  router.all(healthPath, methodNotAllowed('GET, HEAD'));
  return router;
}
