import type { FakeCameras } from '../../fixtures/fakecam.ts';
import { startCameraServer, type CameraServer } from './camera-server.ts';

/** Starts ustreamer passing /dev/video0's MJPEG through, 720p30; resolves when it answers. */
export function startUstreamer(fakeCameras: FakeCameras, signal: AbortSignal): Promise<CameraServer> {
  const settings = [
    '--device=/dev/video0',
    '--format=MJPEG',
    '--encoder=HW',
    '--resolution=1280x720',
    '--desired-fps=30',
  ];
  return startCameraServer(
    {
      name: 'ustreamer',
      spawn: (_folder, port, stdio) =>
        fakeCameras.spawn('ustreamer', [...settings, '--host=127.0.0.1', `--port=${port}`], { stdio }),
      healthPath: '/state',
      streamPath: () => '/stream',
      snapshotPath: () => '/snapshot',
    },
    signal,
  );
}
