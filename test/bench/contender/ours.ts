import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { FakeCameras } from '../../fixtures/fakecam.ts';
import { startCameraServer, type CameraServer } from './camera-server.ts';

const serverProgram = resolve(import.meta.dirname, '../../../dist/server/headless.js');

export interface OwnServerSetup {
  /** The node to run it with; see `copyNode`. */
  nodePath: string;
  /** As in cameras.json. */
  cameras: {
    id: string;
    name: string;
    device: number | string;
    width: number;
    height: number;
    fps: number;
    publish?: string;
    hooks?: { hook: string }[];
  }[];
  /** What it sees as /dev/videoN; left out: this machine's own. */
  fakeCameras?: FakeCameras;
  /** Instead of this process's own. */
  env?: NodeJS.ProcessEnv;
  /** More of cameras.json. */
  settings?: Record<string, unknown>;
  /** Puts files into the server's folder before it starts. */
  furnish?: (folder: string) => void;
}

/** How long a capture runs on after the last viewer left. */
export const lingerSeconds = 1;

/** Starts our server with a folder of its own; resolves when it answers. */
export function startOurs(setup: OwnServerSetup, signal: AbortSignal): Promise<CameraServer> {
  const fixed = { linger_seconds: lingerSeconds, port_mode: 'off', cameras: setup.cameras };
  const config = { ...fixed, ...setup.settings };
  return startCameraServer(
    {
      name: 'rpicam-kiosk',
      spawn: (folder, port, stdio) => {
        writeFileSync(join(folder, 'cameras.json'), JSON.stringify(config));
        setup.furnish?.(folder);
        // As `npm run serve` starts it.
        const args = [
          '--max-semi-space-size=4',
          serverProgram,
          '--port',
          String(port),
          '--host',
          '127.0.0.1',
          '--data-dir',
          folder,
        ];
        const options = { env: setup.env ?? process.env, stdio };
        return setup.fakeCameras
          ? setup.fakeCameras.spawn(setup.nodePath, args, options)
          : spawn(setup.nodePath, args, options);
      },
      healthPath: '/health',
      streamPath: (cameraId) => `/cam/${cameraId}/video`,
      snapshotPath: (cameraId) => `/cam/${cameraId}/snapshot`,
    },
    signal,
  );
}

/** A camera that fakecam provides, 720p30 MJPEG. */
export function fakeCamera(device: number): OwnServerSetup['cameras'][number] {
  return { id: `cam${device}`, name: `Cam ${device}`, device, width: 1280, height: 720, fps: 30 };
}
