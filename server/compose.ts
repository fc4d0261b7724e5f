import { setMaxListeners } from 'node:events';
import type { Express } from 'express';
import type { AccessScope } from './access/principal.ts';
import type { AttachedKiosk } from './attached-kiosk.ts';
import { CameraEvents } from './camera/camera-events.ts';
import { placeholdersInTurn } from './camera/camera-placeholder.ts';
import type { Camera } from './camera/camera.ts';
import { publishDevices } from './camera/devices/device-events.ts';
import { DeviceMemory } from './camera/devices/device-memory.ts';
import { DeviceTrials } from './camera/devices/device-trial.ts';
import { findFirstCameras } from './camera/devices/first-cameras.ts';
import { MovedDevices } from './camera/devices/moved-devices.ts';
import { cameraHealth } from './camera/health-report.ts';
import { StateLog } from './camera/state-log.ts';
import { StreamMarks } from './camera/stream-marks.ts';
import { Supervisor } from './camera/supervisor.ts';
import { openCapture, openUnwatchedCapture } from './capture/open-capture.ts';
import { composeAccess } from './compose/access.ts';
import { captureLimits } from './compose/capture-limits.ts';
import { configEtag } from './config/config-etag.ts';
import { ConfigStore } from './config/config-store.ts';
import { WallStore } from './config/wall-store.ts';
import { changeControls } from './device/controls/changed-controls.ts';
import { DeviceLights } from './device/controls/device-lights.ts';
import { CsiList } from './device/csi/csi-list.ts';
import { DeviceList } from './device/device-list.ts';
import { watchDevices } from './device/device-watch.ts';
import { SystemWatch } from './device/pi/system-watch.ts';
import { listV4l2Devices } from './device/v4l2/v4l2-devices.ts';
import { EventFeed } from './event/event-feed.ts';
import { createApp } from './http/app.ts';
import type { Operation } from './http/operation/operation.ts';
import { CameraPorts } from './http/port/camera-ports.ts';
import { connectionCounts } from './http/port/connection-counts.ts';
import { ConnectionLimit } from './http/port/connection-limit.ts';
import { FairStarts } from './http/port/fair-starts.ts';
import { listen, type ListenOptions } from './http/port/listen.ts';
import { lanUrls } from './http/port/server-urls.ts';
import { UnsentBytes } from './http/port/unsent-bytes.ts';
import { allOperations } from './http/routes/all-operations.ts';
import { builtPagesFolder } from './http/routes/pages.ts';
import { Walls } from './live/walls.ts';
import { Faults } from './log/faults.ts';
import type { Logger } from './log/logger.ts';
import { Metrics } from './metrics/metrics.ts';
import { StatusHistory } from './metrics/status-history.ts';
import { pictureQueue } from './picture/picture-queue.ts';
import { addressForNginx } from './proxy/nginx-config.ts';
import { NginxFile } from './proxy/nginx-file.ts';
import { appVersion } from './runtime/app-version.ts';
import { systemClock } from './runtime/clock.ts';
import { Refusals } from './runtime/queue/refusals.ts';
import type { ServerOptions } from './server-options.ts';
import { openLog, orNoStart } from './start-problem.ts';
import { VariantPools } from './stream/variant-pools.ts';
import { openTls } from './tls/open-tls.ts';

/** The parts of a server, joined but not started. */
export interface ComposedServer {
  app: Express;
  /** What `app` does. */
  operations: readonly Operation[];
  /** Starts the cameras and what watches over them. @param port the one that `app` is served on */
  start(port: number): Promise<void>;
  /** For every port that serves `app`. */
  listenOptions: ListenOptions;
  /** A secret that lets a browser on this machine in, once and soon. */
  mintKioskSecret(scope: AccessScope): string;
  logger: Logger;
  faults: Faults;
  /** Reads what is configured in files again. Never rejects: what cannot be read is logged. */
  reload(): Promise<void>;
  /** Stops the cameras; resolves when every capture is gone. */
  close(): Promise<void>;
  /** Last of all: what the log still holds is written. */
  closeLog(): Promise<void>;
}

/** Joins all parts. @throws StartError when the data folder, the log file or the certificate cannot be used */
export async function compose(options: ServerOptions, kiosk?: AttachedKiosk): Promise<ComposedServer> {
  const clock = systemClock;
  const composedAtMs = clock.nowMs();
  const log = openLog(options.log);
  const { logger } = log;
  const faults = new Faults({ clock, logger });
  const connections = new ConnectionLimit({ clock, logger });
  const unsent = new UnsentBytes(clock);
  const reservedPorts = options.port === 0 ? [] : [options.port];
  const store = await orNoStart(
    ConfigStore.open({ folder: options.dataFolder, reservedPorts, clock, logger }),
    log,
  );
  const deviceMemory = await DeviceMemory.open(options.dataFolder, logger);
  const wallStore = await WallStore.open({ folder: options.dataFolder, clock, logger });
  const events = new EventFeed(faults);
  const access = await composeAccess({ dataFolder: options.dataFolder, store, clock, logger });
  const { door, tokens, links, viewers } = access;
  const stop = new AbortController();
  const pictures = pictureQueue();
  const refusals = new Refusals();
  // Every part and every wall listens to it; Node 20 warns of a leak from the eleventh on.
  setMaxListeners(0, stop.signal);
  const devices = new DeviceList(listV4l2Devices, stop.signal);
  const moved = new MovedDevices({
    cameras: () => store.current.cameras,
    devices,
    memory: deviceMemory,
    onProblem: (error) => logger.error({ err: error }, 'cameras that moved are not recognised'),
  });
  const lights = new DeviceLights(clock, (err) => logger.warn({ err }, "a camera's light is not set"));
  const stateLog = new StateLog(logger);
  const marks = new StreamMarks();
  const limits = captureLimits(options, store);
  const { maxFramesPerSecond } = limits;
  const cameras = new Supervisor({
    ...{ clock, faults, maxFramesPerSecond },
    openCapture: (config, report) => openCapture(config, report, clock, limits, marks.origin(config().id)),
    changeControls: (before, after) => changeControls(after.device, before, after),
    renderPlaceholder: placeholdersInTurn(pictures),
    retryCeilingMs: options.retryCeilingMs,
    lingerMs: () => store.current.linger_seconds * 1_000,
    onState: (camera) => {
      stateLog.stateChanged(camera);
      cameraEvents.check(camera.config.id);
      moved.stateChanged(camera);
    },
    onProblem: (camera, error) =>
      logger.error({ err: error, camera: camera.config.id }, 'placeholder not drawn'),
  });
  const healthOf = (camera: Camera) => {
    const { id } = camera.config;
    return cameraHealth(camera, { port: ports.statusOf(id), moved_to: moved.movedTo(id) }, clock.nowMs());
  };
  const cameraEvents = new CameraEvents({
    events,
    healthOf(id) {
      const camera = cameras.camera(id);
      return camera && healthOf(camera);
    },
  });
  const ports = new CameraPorts({
    handler: (request, response) => app(request, response),
    open: (handler, port) => listen(handler, options.host, port, listenOptions),
    onStatus: (id) => cameraEvents.check(id),
    clock,
    logger,
  });
  let appPort = options.port;
  const nginx = new NginxFile({
    folder: options.dataFolder,
    server: () => addressForNginx(options.host, appPort),
    reload: options.nginxReload,
    clock,
    logger,
  });
  const version = appVersion();
  const system = new SystemWatch({ dataFolder: options.dataFolder }, clock, logger);
  const walls = new Walls(
    clock,
    (wall) => wallStore.settingsOf(wall),
    (id) => cameras.camera(id) !== undefined,
  );
  const onVariantProblem = (err: unknown, camera: string) => logger.warn({ err, camera }, 'variant not made');
  const variants = new VariantPools(onVariantProblem, pictures);
  const metrics = new Metrics({
    cameras: () => cameras.cameras,
    clock,
    system: () => system.current,
    walls: () => walls.health(),
    floods: () => walls.floods,
    kiosk: kiosk && (() => kiosk.report()),
    logDropped: () => log.dropped(),
    faults,
    connections: () => connectionCounts(connections, unsent),
    work: () => [pictures, door.passwords.queue, trials.queue].flatMap((queue) => queue.counts()),
    refusals,
    version,
  });
  const history = new StatusHistory({
    cameras: () => cameras.cameras,
    system: () => system.current?.report,
    clock,
  });
  const trials = new DeviceTrials({
    clock,
    openCapture: (config, dropped) => openUnwatchedCapture(config, dropped, clock, limits, marks.origin('')),
  });
  const operations = allOperations({
    ...{ cameras, faults, store, door, events },
    ...{ tokens, links, viewers, refusals, variants, walls, wallStore },
    stopping: stop.signal,
    metrics,
    history,
    system,
    clock,
    cameraHealths: () => cameras.cameras.map(healthOf),
    problems: () => [...wallStore.problems, ...nginx.problems, ...(system.current?.serious ?? [])],
    addresses: () => lanUrls(options.host, appPort, tls ? 'https' : 'http'),
    nginx,
    devices,
    csiCameras: new CsiList(stop.signal),
    deviceProbe: options.deviceProbe,
    trials,
    moved,
    lights,
    kiosk,
    reservedPorts,
    version,
    describeServer: () => ({
      ...{ options, version, tls, port: appPort },
      ageMs: clock.nowMs() - composedAtMs,
      droppedLines: log.dropped(),
    }),
    pagesFolder: builtPagesFolder(),
  });
  const app = createApp({ operations, door, store, marks, clock, logger });
  const tls =
    options.tls &&
    (await orNoStart(openTls(options.tls, { folder: options.dataFolder, clock, logger }), log));
  // Scripts copy the file as soon as the port answers. Port 0 is not known before it listens.
  if (options.port !== 0) await nginx.prepare(store.current);
  const listenOptions: ListenOptions = { tls, connections, unsent, faults, starts: new FairStarts() };
  return {
    app,
    mintKioskSecret: (scope) => door.kioskSecrets.mint(scope),
    ...{ logger, faults, listenOptions, operations },
    async start(port) {
      appPort = port;
      void unsent.run(stop.signal);
      void system.run(stop.signal);
      void metrics.watch(stop.signal);
      void history.run(stop.signal);
      store.onChange(() => {
        door.configChanged();
        viewers.recheck();
      }, stop.signal);
      store.onChange(({ after }) => {
        cameras.apply(after.cameras);
        marks.keepOnly(after.cameras.map(({ id }) => id));
        moved.review();
        cameraEvents.checkAll(after.cameras.map(({ id }) => id));
        events.publish({ type: 'config', etag: configEtag(after) });
      }, stop.signal);
      const applyPorts = async () => {
        await Promise.all([ports.apply(store.current), nginx.apply(store.current)]);
        cameraEvents.checkAll([]);
      };
      store.onChange(applyPorts, stop.signal);
      wallStore.onChange((wall) => walls.settingsChanged(wall), stop.signal);
      void tls?.keepCurrent(stop.signal);
      moved.onChange((id) => cameraEvents.check(id), stop.signal);
      devices.onListed((change) => {
        publishDevices(change, events);
        moved.review();
      }, stop.signal);
      const onDevicesChanged = () => {
        cameras.devicesChanged();
        devices.changed();
      };
      watchDevices(onDevicesChanged, stop.signal, {
        onProblem: (error) => logger.warn({ err: error }, 'devices that come and go are not noticed'),
      });
      devices.changed();
      const keepLinks = () => {
        // Where the file is broken, cameras are missing that nobody deleted.
        if (store.problems.length === 0) links.keepOnly(store.current.cameras.map(({ id }) => id));
      };
      if (store.isNew)
        store.useUnsaved(await findFirstCameras(options.ownCameras && devices, reservedPorts, logger));
      else {
        cameras.apply(store.current.cameras);
        keepLinks();
      }
      store.onChange(keepLinks, stop.signal);
      void links.keepTime(stop.signal);
      await applyPorts();
    },
    async reload() {
      log.reopen();
      await tls?.reload();
      try {
        await Promise.all([store.reload(), wallStore.reload()]);
      } catch (error) {
        logger.error({ err: error }, 'the configuration cannot be read again; what is running goes on');
      }
    },
    async close() {
      stop.abort();
      links.rememberTime();
      await Promise.all([cameras.close(), ports.close(), nginx.close(), lights.close(), trials.close()]);
      await Promise.all([access.settled(), deviceMemory.written()]);
    },
    closeLog: () => log.close(),
  };
}
