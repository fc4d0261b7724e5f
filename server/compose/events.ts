import { join } from 'node:path';
import { Events } from '../event/events.ts';
import { EventStore } from '../event/log/event-store.ts';
import { systemResolve, type Resolve } from '../event/webhook/checked-lookup.ts';
import { PendingFile, pendingFileName } from '../event/webhook/pending-memory.ts';
import { Webhooks } from '../event/webhook/webhooks.ts';
import { lanUrls, serverUrls } from '../http/port/server-urls.ts';
import { Turns } from '../runtime/queue/turns.ts';
import type { CameraPart } from './cameras.ts';
import { EventSaves } from './event-saves.ts';
import type { Foundation } from './foundation.ts';
import type { RecordingPart } from './recordings.ts';

export type EventPart = ReturnType<typeof composeEvents>;

/** In the data folder. */
const folderName = 'events';
/** The most that they take on the disk, and about a third of what they take in memory. */
const maxEventBytes = 8 * 1024 * 1024;
const dayMs = 86_400_000;
/** A target has to answer in this time. */
const answerMs = 10_000;
/** An older picture does not show the event. */
const freshPictureMs = 5_000;
/** Searches for hosts, which keep a thread busy that files need too: one at a time. */
const maxSearches = 32;

/** Joins the events that are kept and those who are told of them: webhooks and flight recorders. */
export function composeEvents(
  foundation: Foundation,
  { cameras }: Pick<CameraPart, 'cameras'>,
  { recordings }: Pick<RecordingPart, 'recordings'>,
) {
  const { options, dataFolder, clock, logger, faults, store, events, stop, tls, version } = foundation;
  let appPort = options.port;
  const log = new EventStore({
    folder: join(dataFolder, folderName),
    ...{ clock, logger },
    limits: () => {
      const { keep_days, keep_count } = store.current.events;
      const ageMs = keep_days === null ? Infinity : keep_days * dayMs;
      return { count: keep_count, bytes: maxEventBytes, ageMs };
    },
  });
  const keptEvents = new Events(log, clock);
  const saves = new EventSaves({
    clock,
    settings: (id) => cameras.camera(id)?.config.record,
    recorder: (id) => recordings.session?.recorder(id),
  });
  const webhooks = new Webhooks({
    ...{ clock, logger, version, random: Math.random, timeLimitMs: answerMs },
    settings: () => store.current.webhooks,
    resolve: inTurn(systemResolve),
    memory: new PendingFile(join(dataFolder, pendingFileName), logger),
    cameraName: (id) => cameras.camera(id)?.config.name ?? id,
    baseUrl() {
      const scheme = tls ? 'https' : 'http';
      const { host } = store.current;
      const urls =
        host === '0.0.0.0' ? lanUrls(options.host, appPort, scheme) : serverUrls(host, appPort, scheme);
      return urls[0];
    },
    picture(id) {
      const held = cameras.camera(id)?.hub.takeLatest();
      if (!held) return undefined;
      const { jpeg, origin, capturedAtMs, withdrawn } = held.frame;
      const isFresh = origin === 'camera' && clock.nowMs() - capturedAtMs < freshPictureMs;
      const copy = isFresh ? { jpeg: Buffer.from(jpeg), withdrawn } : undefined;
      held.release();
      return copy;
    },
    onFault: (error) => faults.note('event', error),
  });
  let running: Promise<void> | undefined;
  return {
    keptEvents,
    routeParts: { keptEvents, webhooks },
    figures: () => ({
      sources: keptEvents.counts,
      saves: saves.counts,
      kept: log.count,
      ...{ bytes: log.bytes, unsaved: log.unsaved, isSaved: log.problem === undefined },
      ...log.counters,
      webhooks: webhooks.queues.map(({ webhook: { id }, waiting, counters, failures }) => ({
        ...{ id, queue: waiting.length, ...counters, failures },
      })),
    }),
    /** For /health; one line each. */
    problems: () => [
      ...(log.problem ? [`Events are not saved. ${log.problem.message}`] : []),
      ...unusableLine(log.unusable),
      ...webhooks.problems(),
    ],
    /** Reads what was kept, and keeps from now on. @param port that the server listens on */
    start(port: number) {
      appPort = port;
      running = log.run(stop.signal);
      store.onChange(() => {
        log.apply();
        webhooks.apply();
      }, stop.signal);
      keptEvents.onChange(({ kind: change, event }) => {
        events.publish({ type: 'event', change, ...(event && { event }) });
        if (change !== 'added') return;
        // One that fails must not keep the hook's process, or the others, from going on.
        faults.run(
          'event',
          () => saves.take(event),
          () => undefined,
        );
        faults.run(
          'event',
          () => webhooks.tell(event),
          () => undefined,
        );
      }, stop.signal);
    },
    /** Sends what an earlier run has left. */
    runFirst: () => webhooks.start(),
    /** Resolves when the last event is on the disk. */
    async close() {
      await Promise.all([running, webhooks.close()]);
    },
  };
}

function unusableLine(names: readonly string[]): string[] {
  const [first] = names;
  if (first === undefined) return [];
  const others = names.length > 1 ? ` and ${names.length - 1} more` : '';
  return [
    `In the folder "${folderName}" of the data folder ${first}${others} cannot be used as a file of events. Move it away, then start the server again.`,
  ];
}

function inTurn(resolve: Resolve): Resolve {
  const turns = new Turns(maxSearches);
  return (host) => turns.take(() => resolve(host));
}
