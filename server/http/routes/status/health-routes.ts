import type { AttachedKiosk } from '../../../attached-kiosk.ts';
import { healthReport } from '../../../camera/health-report.ts';
import type { ConfigStore } from '../../../config/config-store.ts';
import { healthPath, healthSchema, type CameraHealth } from '../../../contract/health.ts';
import type { KioskHealth } from '../../../contract/kiosk/kiosk-health.ts';
import type { SystemWatch } from '../../../device/pi/system-watch.ts';
import type { Walls } from '../../../live/walls.ts';
import { operation, type Operation } from '../../operation/operation.ts';

export interface HealthParts {
  store: ConfigStore;
  system: SystemWatch;
  walls: Walls;
  kiosk: AttachedKiosk | undefined;
  /** In configured order. */
  cameraHealths: () => CameraHealth[];
  /** The addresses under which other machines in the LAN find this server. */
  addresses: () => string[];
  /** Problems of the server beside those of its configuration; one line each. */
  problems: () => readonly string[];
}

/** `/health`: the state of the server. Answers quickly, also while cameras hang. */
export function healthOperations({
  store,
  system,
  walls,
  kiosk,
  cameraHealths,
  problems,
  addresses,
}: HealthParts): Operation[] {
  return [
    operation({
      method: 'get',
      path: healthPath,
      guard: 'status',
      noStore: true,
      group: 'Status',
      summary: 'The state of every camera, with reason and advice',
      answers: {
        200: { description: 'Always, when the server answers at all; see `ok`', schema: healthSchema },
      },
      handle(_request, response) {
        const screen = kiosk ? kioskHealth(kiosk) : null;
        const { copyOfWrong } = store;
        const wrong = copyOfWrong ? [...store.problems, copyOfWrong] : store.problems;
        const broken = wrong.map(({ message }) => message);
        const report = healthReport(cameraHealths(), {
          problems: [...broken, ...problems(), ...(screen?.problems ?? [])],
          system: system.current?.report ?? null,
          kiosk: screen,
          walls: walls.health(),
          addresses: addresses(),
        });
        response.json(report);
      },
    }),
  ];
}

function kioskHealth(kiosk: AttachedKiosk): KioskHealth {
  const { screen, runtime, repairs, problems } = kiosk.report();
  return { screen_on: screen.on, runtime, repairs, problems };
}
