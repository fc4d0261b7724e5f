import express from 'express';
import type { AttachedKiosk } from '../attached-kiosk.ts';
import { CameraEvents } from '../camera/camera-events.ts';
import type { Camera } from '../camera/camera.ts';
import { publishDevices } from '../camera/devices/device-events.ts';
import { cameraHealth } from '../camera/health-report.ts';
import { configEtag } from '../config/config-etag.ts';
import { wallsWithRenamed } from '../config/renamed-cameras.ts';
import { WallStore } from '../config/wall-store.ts';
import { SystemWatch } from '../device/pi/system-watch.ts';
import { createApp } from '../http/app.ts';
import { CameraPorts } from '../http/port/camera-ports.ts';
import { connectionCounts } from '../http/port/connection-counts.ts';
import { ConnectionLimit } from '../http/port/connection-limit.ts';
import { FairStarts } from '../http/port/fair-starts.ts';
import { listen, type ListenOptions } from '../http/port/listen.ts';
import { lanUrls } from '../http/port/server-urls.ts';
import { UnsentBytes } from '../http/port/unsent-bytes.ts';
import { allOperations } from '../http/routes/all-operations.ts';
import { builtPagesFolder } from '../http/routes/pages.ts';
import { Walls } from '../live/walls.ts';
import { Metrics } from '../metrics/metrics.ts';
import { StatusHistory } from '../metrics/status-history.ts';
import { addressForNginx } from '../proxy/nginx-config.ts';
import { NginxFile } from '../proxy/nginx-file.ts';
import { Refusals } from '../runtime/queue/refusals.ts';
import type { AccessPart } from './access.ts';
import type { CameraPart } from './cameras.ts';
import type { EventPart } from './events.ts';
import type { Foundation } from './foundation.ts';
import type { HookPart } from './hooks.ts';
import { exportEvent } from '../recording/export/export-event.ts';
import { recordingEvent } from '../recording/recording-event.ts';
import type { PublishPart } from './publishing.ts';
import { recordingFigures, uploadFigures } from './recording-figures.ts';
import type { RecordingPart } from './recordings.ts';

/** Joins all parts that answer over HTTP: pages, pictures, walls, events, metrics, and their ports. */
export async function composePages(
  foundation: Foundation,
  {
    access,
    cameraPart,
    recordingPart,
    publishPart,
    hookPart,
    eventPart,
    kiosk,
  }: {
    access: AccessPart;
    cameraPart: CameraPart;
    recordingPart: RecordingPart;
    publishPart: PublishPart;
    hookPart: HookPart;
    eventPart: EventPart;
    kiosk: AttachedKiosk | undefined;
  },
) {
  const { options, dataFolder, clock, log, logger, faults, store, tls, events, stop, version } = foundation;
  const { cameras, devices, moved } = cameraPart;
  const { playbacks, recordings } = recordingPart;
  const composedAtMs = clock.nowMs();
  let appPort = options.port;
  const connections = new ConnectionLimit({ clock, logger });
  const unsent = new UnsentBytes(clock);
  const listenOptions: ListenOptions = { tls, connections, unsent, faults, starts: new FairStarts() };
  const wallStore = await WallStore.open({ folder: dataFolder, clock, logger });
  const refusals = new Refusals();
  // The app has no routes yet. The ports of the cameras serve it, and one of its routes reports on those ports.
  const app = express();
  const ports = new CameraPorts({
    handler: app,
    open: (handler, port) => listen(handler, options.host, port, listenOptions),
    onStatus: (id) => cameraPart.changed.tell(id),
    clock,
    logger,
  });
  const healthOf = (camera: Camera) => {
    const { id, record } = camera.config;
    const recording = recordings.healthOf(id, record);
    const moved_to = moved.movedTo(id);
    const publishing = publishPart.pushes.healthOf(id);
    const surroundings = { port: ports.statusOf(id), moved_to, recording, publishing };
    const health = cameraHealth(camera, surroundings, clock.nowMs());
    return { ...health, notices: [...health.notices, ...hookPart.hooks.notices(id)] };
  };
  const cameraEvents = new CameraEvents({
    events,
    healthOf(id) {
      const camera = cameras.camera(id);
      return camera && healthOf(camera);
    },
  });
  const nginx = new NginxFile({
    folder: dataFolder,
    server: () => addressForNginx(options.host, appPort),
    reload: options.nginxReload,
    clock,
    logger,
  });
  const system = new SystemWatch({ dataFolder }, clock, logger);
  const walls = new Walls(
    clock,
    (wall) => wallStore.settingsOf(wall),
    (id) => cameras.camera(id) !== undefined,
  );
  const metrics = new Metrics({
    cameras: () => cameras.cameras,
    clock,
    system: () => system.current,
    walls: () => walls.health(),
    floods: () => walls.floods,
    annotations: () => walls.annotations,
    kiosk: kiosk && (() => kiosk.report()),
    logDropped: () => log.dropped(),
    faults,
    hooks: () => hookPart.figures(),
    seen: () => hookPart.seenCounts(),
    events: () => eventPart.figures(),
    recordings: () => recordingFigures(recordings, playbacks, clock.nowMs()),
    uploads: () => uploadFigures(recordingPart),
    publishing: () => publishPart.figures(),
    connections: () => connectionCounts(connections, unsent),
    work: () => [...cameraPart.work(), ...access.door.passwords.queue.counts()],
    refusals,
    hangingDrivers: () => cameraPart.hangingDrivers(),
    version,
  });
  const history = new StatusHistory({
    cameras: () => cameras.cameras,
    system: () => system.current?.report,
    clock,
  });
  const operations = allOperations({
    ...foundation,
    ...access.routeParts,
    ...cameraPart.routeParts,
    ...recordingPart.routeParts,
    ...publishPart.routeParts,
    ...hookPart.routeParts,
    ...eventPart.routeParts,
    refusals,
    walls,
    wallStore,
    stopping: stop.signal,
    metrics,
    history,
    system,
    cameraHealths: () => cameras.cameras.map(healthOf),
    problems: () => [
      ...wallStore.problems,
      ...nginx.problems,
      ...(system.current?.serious ?? []),
      ...recordings.problems(),
      ...recordingPart.uploads.problems(),
      ...eventPart.problems(),
    ],
    addresses: () => lanUrls(options.host, appPort, tls ? 'https' : 'http'),
    nginx,
    kiosk,
    describeServer: () => ({
      ...{ options, version, tls, port: appPort },
      ageMs: clock.nowMs() - composedAtMs,
      droppedLines: log.dropped(),
    }),
    pagesFolder: builtPagesFolder,
  });
  createApp({ ...foundation, ...access.routeParts, ...cameraPart.routeParts, operations }, app);
  // Scripts copy the file as soon as the port answers, so it is written before. Port 0 is not known before the server
  // listens.
  if (options.port !== 0) await nginx.prepare(store.current);
  const applyPorts = async () => {
    await Promise.all([ports.apply(store.current), nginx.apply(store.current)]);
    cameraEvents.checkAll([]);
  };
  return {
    app,
    operations,
    listenOptions,
    /** @param port the port that `app` is served on */
    start(port: number) {
      appPort = port;
      void unsent.run(stop.signal);
      void system.run(stop.signal);
      void metrics.watch(stop.signal);
      void history.run(stop.signal);
      void tls?.keepCurrent(stop.signal);
      cameraPart.changed.add((id) => cameraEvents.check(id), stop.signal);
      store.onChange(async ({ renamed, taken }) => {
        if (taken.size > 0) await wallStore.change((walls) => wallsWithRenamed(walls, renamed, taken));
      }, stop.signal);
      store.onChange(({ after }) => {
        cameraEvents.checkAll(after.cameras.map(({ id }) => id));
        events.publish({ type: 'config', etag: configEtag(after) });
      }, stop.signal);
      store.onChange(applyPorts, stop.signal);
      wallStore.onChange((wall) => walls.settingsChanged(wall), stop.signal);
      recordings.onChange((change) => events.publish(recordingEvent(change)), stop.signal);
      recordings.onExport((change) => events.publish(exportEvent(change)), stop.signal);
      devices.onListed((change) => publishDevices(change, events), stop.signal);
    },
    /** Resolves when each camera's own port listens, or when it is known that another program uses it. */
    openPorts: applyPorts,
    /** Reads the file with the settings of the walls again. */
    async reload() {
      await wallStore.reload();
    },
    async close() {
      await Promise.all([ports.close(), nginx.close()]);
    },
  };
}
