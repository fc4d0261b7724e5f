import { connect } from 'node:net';
import type { CaptureErrorCode } from '../../../server/contract/capture-error.ts';
import { MjpegViewer } from '../../fixtures/mjpeg-viewer.ts';
import { until } from '../../fixtures/until.ts';
import type { SoakedServer } from './soaked-server.ts';

/** A camera of the soak with its viewer. */
export interface Soaked {
  server: SoakedServer;
  id: string;
  device: number;
  viewer: MjpegViewer;
}

/** Something that goes wrong and is right again at the end. */
export interface Fault {
  name: string;
  /** What the camera's failures are counted as. */
  reason?: CaptureErrorCode;
  run(soaked: Soaked): Promise<void>;
}

const pictureTimeoutMs = 60_000;
const viewerCrowd = 20;
const slowReaders = 3;

/** A fault of the driver, until the camera's state names it. @param begin makes it show, where it shows only then */
function faultOf(fault: string, reason: CaptureErrorCode, begin?: Fault['run']): Fault {
  return {
    name: fault,
    reason,
    async run(soaked) {
      const { server, id, device, viewer } = soaked;
      server.devices.fault(device, fault);
      await begin?.(soaked);
      await server.untilCamera(id, { kind: 'retrying', reason });
      server.devices.fault(device, 'none');
      await viewer.nextPicture(pictureTimeoutMs);
    },
  };
}

/** A fault that shows when the camera is started. */
function atStart(fault: string, reason: CaptureErrorCode): Fault {
  return faultOf(fault, reason, async ({ server, id }) => {
    await server.ask(`/api/cameras/${id}/restart`, { method: 'POST' });
  });
}

const brokenFrames: Fault = {
  name: 'truncated:3 garbage:4',
  async run({ server, id, device, viewer }) {
    server.devices.fault(device, 'truncated:3', 'garbage:4');
    const enough = viewer.parts + 60;
    await until('pictures between broken ones', () => viewer.parts >= enough, pictureTimeoutMs);
    await server.untilCamera(id, { kind: 'live' });
    server.devices.fault(device, 'none');
    await viewer.nextPicture(pictureTimeoutMs);
  },
};

const formatChange: Fault = {
  name: 'another size and back',
  async run({ server, id, viewer }) {
    for (const [width, height] of [
      [320, 240],
      [640, 480],
    ]) {
      await server.ask(`/api/cameras/${id}`, { method: 'PATCH', body: { width, height } });
      await server.untilCamera(id, { kind: 'live', width: width ?? null, height: height ?? null });
      await viewer.nextPicture(pictureTimeoutMs);
    }
  },
};

const viewersComeAndGo: Fault = {
  name: `${viewerCrowd} viewers come and go`,
  async run({ server, id, viewer }) {
    const crowd = await Promise.all(
      Array.from({ length: viewerCrowd }, () => MjpegViewer.open(`${server.url}/cam/${id}/video`)),
    );
    await Promise.all(crowd.map((one) => one.nextPicture(pictureTimeoutMs)));
    for (const one of crowd) one[Symbol.dispose]();
    await server.untilCamera(id, { subscribers: 1 });
    await viewer.nextPicture(pictureTimeoutMs);
  },
};

const slowReadersStay: Fault = {
  name: `${slowReaders} viewers that read nothing`,
  async run({ server, id, viewer }) {
    const { hostname, port } = new URL(server.url);
    const sockets = Array.from({ length: slowReaders }, () => {
      const socket = connect({ host: hostname, port: Number(port) });
      socket.on('error', () => socket.destroy());
      socket.pause();
      socket.write(`GET /cam/${id}/video HTTP/1.1\r\nHost: x\r\n\r\n`);
      return socket;
    });
    await server.untilCamera(id, { subscribers: 1 + slowReaders });
    const enough = viewer.parts + 150;
    await until('pictures beside slow viewers', () => viewer.parts >= enough, pictureTimeoutMs);
    for (const socket of sockets) socket.destroy();
    await server.untilCamera(id, { subscribers: 1 });
  },
};

const driverHangs: Fault = {
  name: 'a driver that does not return from STREAMOFF',
  async run({ server, id, device, viewer }) {
    if (server.way === 'child') return; // no call of the server itself
    server.driver.hold('VIDIOC_STREAMOFF', device);
    await server.ask(`/api/cameras/${id}/restart`, { method: 'POST' });
    await until('it hangs', async () => (await server.metric('rpicam_hanging_drivers')) === 1);
    server.driver.release();
    await viewer.nextPicture(pictureTimeoutMs);
    await until('it is free', async () => (await server.metric('rpicam_hanging_drivers')) === 0);
  },
};

export const faults: readonly Fault[] = [
  faultOf('unplugged', 'no-device'),
  faultOf('stall', 'stalled'),
  brokenFrames,
  faultOf('garbage', 'bad-frames'),
  faultOf('eio', 'device-error'),
  atStart('fail:STREAMON=ENOSPC', 'no-bandwidth'),
  atStart('eacces', 'permission'),
  atStart('ebusy', 'busy'),
  formatChange,
  viewersComeAndGo,
  slowReadersStay,
  driverHangs,
];
