import type { FakeCameras } from '../../fixtures/fakecam.ts';
import type { Bench } from '../bench.ts';
import type { CameraServer } from './camera-server.ts';
import { fakeCamera, startOurs } from './ours.ts';
import { startUstreamer } from './ustreamer.ts';

/** The camera the servers are compared on. */
export const comparedCamera = fakeCamera(0);

/** Starts the servers one after the other, `rounds` times, each gone before the next comes: A B A B. */
export async function takeTurns(
  bench: Bench,
  cameras: FakeCameras,
  rounds: number,
  measure: (server: CameraServer) => Promise<void>,
): Promise<void> {
  const starters = [
    () => startOurs({ ...bench, cameras: [comparedCamera], fakeCameras: cameras }, bench.signal),
  ];
  if (bench.ustreamer) starters.push(() => startUstreamer(cameras, bench.signal));
  for (let round = 0; round < rounds; round++) {
    for (const start of starters) {
      await using server = await start();
      await measure(server);
    }
  }
}
