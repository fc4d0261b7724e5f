import { join } from 'node:path';
import { placeholdersInTurn } from '../camera/camera-placeholder.ts';
import { CameraSwitches } from '../camera/camera-switches.ts';
import { DeviceMemory } from '../camera/devices/device-memory.ts';
import { DeviceTrials } from '../camera/devices/device-trial.ts';
import { findFirstCameras } from '../camera/devices/first-cameras.ts';
import { MovedDevices } from '../camera/devices/moved-devices.ts';
import { editsInTurn } from '../camera/edit/edit-picture.ts';
import { StateLog } from '../camera/state-log.ts';
import { StreamMarks } from '../camera/stream-marks.ts';
import { Supervisor } from '../camera/supervisor.ts';
import { openCapture, openUnwatchedCapture, type CaptureLimits } from '../capture/open-capture.ts';
import { RtspTransports } from '../capture/rtsp-transports.ts';
import { hangingDrivers, openV4l2Access } from '../capture/v4l2/v4l2-access.ts';
import { assignPorts } from '../contract/config/camera-ports.ts';
import { changeControls } from '../device/controls/changed-controls.ts';
import { DeviceLights } from '../device/controls/device-lights.ts';
import { CsiList } from '../device/csi/csi-list.ts';
import { DeviceList } from '../device/device-list.ts';
import { watchDevices } from '../device/device-watch.ts';
import { listV4l2Devices } from '../device/v4l2/v4l2-devices.ts';
import { pictureQueue } from '../picture/picture-queue.ts';
import { CrashMark } from '../runtime/crash-mark.ts';
import { Listeners } from '../runtime/listeners.ts';
import { VariantPools } from '../stream/variant-pools.ts';
import type { Foundation } from './foundation.ts';

/** The server reads cameras itself, and has not ended since. */
const readingMarkName = 'reading-cameras';

export type CameraPart = Awaited<ReturnType<typeof composeCameras>>;

/** Joins the cameras, their devices and the work on their pictures. */
export async function composeCameras({
  options,
  dataFolder,
  clock,
  logger,
  faults,
  store,
  reservedPorts,
  stop,
}: Foundation) {
  const deviceMemory = await DeviceMemory.open(dataFolder, logger);
  const pictures = pictureQueue();
  const devices = new DeviceList(listV4l2Devices, stop.signal);
  const moved = new MovedDevices({
    cameras: () => store.current.cameras,
    devices,
    memory: deviceMemory,
    onProblem: (error) => logger.error({ err: error }, 'cameras that moved are not recognised'),
  });
  const lights = new DeviceLights(clock, (err) => logger.warn({ err }, "a camera's light is not set"));
  const stateLog = new StateLog(logger);
  const switches = new CameraSwitches();
  const marks = new StreamMarks();
  const mark = await CrashMark.open(join(dataFolder, readingMarkName));
  /** A start that fails says nothing about what the last server died of. */
  let hasRun = false;
  const limits: CaptureLimits = {
    ownCameras: options.ownCameras,
    maxPictureSize: () => store.current.max_picture_size,
    maxFramesPerSecond: () => store.current.max_fps,
    rtspTransports: new RtspTransports(),
    v4l2Access: await openV4l2Access(options.capture, { clock, logger, mark }),
    clipFolders: [join(dataFolder, 'clips'), ...options.clipFolders],
  };
  /** Called with the camera's id at each change that /health shows. */
  const changed = new Listeners<[cameraId: string]>();
  const cameras = new Supervisor({
    clock,
    faults,
    maxFramesPerSecond: limits.maxFramesPerSecond,
    openCapture(config, report) {
      switches.check(config().id);
      return openCapture(config, report, clock, limits, marks.origin(config().id));
    },
    editPicture: editsInTurn(pictures),
    changeControls: (before, after) => changeControls(after.device, before, after),
    renderPlaceholder: placeholdersInTurn(pictures),
    retryCeilingMs: options.retryCeilingMs,
    lingerMs: () => store.current.linger_seconds * 1_000,
    onState: (camera) => {
      stateLog.stateChanged(camera);
      changed.tell(camera.config.id);
      moved.stateChanged(camera);
    },
    onProblem: (camera, error) =>
      logger.error({ err: error, camera: camera.config.id }, 'a picture could not be made'),
  });
  const variants = new VariantPools(
    (err, camera) => logger.warn({ err, camera }, 'variant not made'),
    pictures,
  );
  const fault = (error: Error) => faults.note('subscriber', error);
  const trials = new DeviceTrials({
    clock,
    openCapture: (config, dropped) =>
      openUnwatchedCapture(config, { dropped, fault }, clock, limits, marks.origin('')),
  });
  return {
    cameras,
    devices,
    moved,
    changed,
    pictures,
    switches,
    hangingDrivers: () => hangingDrivers(limits.v4l2Access),
    work: () => [pictures, trials.queue].flatMap((queue) => queue.counts()),
    routeParts: {
      cameras,
      devices,
      csiCameras: new CsiList(stop.signal),
      deviceProbe: options.deviceProbe,
      lights,
      marks,
      moved,
      ownCameras: options.ownCameras,
      switches,
      changed,
      trials,
      variants,
    },
    /** Starts to follow the configuration and the devices. It runs no camera yet. */
    start() {
      store.onChange(({ after }) => {
        cameras.apply(after.cameras);
        marks.keepOnly(after.cameras.map(({ id }) => id));
        switches.keepOnly(after.cameras.map(({ id }) => id));
        moved.review();
      }, stop.signal);
      moved.onChange((id) => changed.tell(id), stop.signal);
      devices.onListed(() => moved.review(), stop.signal);
      const onDevicesChanged = () => {
        cameras.devicesChanged();
        devices.changed();
      };
      watchDevices(onDevicesChanged, stop.signal, {
        onProblem: (error) =>
          logger.warn({ err: error }, 'the server does not notice when devices are plugged in or unplugged'),
      });
      devices.changed();
    },
    /** Runs the configured cameras or, without a configuration, the cameras that it finds. */
    async runFirst() {
      const { environmentCamera } = options;
      const isWithoutCameras = store.problems.length === 0 && store.current.cameras.length === 0;
      if (environmentCamera && isWithoutCameras) {
        for (const notice of environmentCamera.notices) logger.warn(notice);
        const { cameras: described } = assignPorts([environmentCamera.camera], { reserved: reservedPorts });
        store.useUnsaved(described);
      } else if (store.isNew) {
        const first = await findFirstCameras(options.ownCameras && devices, reservedPorts, logger);
        if (first.found) await store.adopt(first.cameras);
        // A test pattern is not kept: a camera that is there at the next start takes its place.
        else if (store.isNew) store.useUnsaved(first.cameras);
      } else {
        cameras.apply(store.current.cameras);
      }
      hasRun = true;
    },
    async close() {
      await Promise.all([cameras.close(), lights.close(), trials.close()]);
      await Promise.all([deviceMemory.written(), mark.clear(hasRun)]);
    },
  };
}
