import { isMasked } from '../camera/edit/edit-picture.ts';
import { viewOf } from '../camera/edit/view.ts';
import { AnnotationEvents } from '../hook/annotation-events.ts';
import { HookGate } from '../hook/hook-gate.ts';
import type { HookFindings } from '../hook/running-hook.ts';
import { SeenByCamera } from '../hook/seen-by-camera.ts';
import { SeenCounts } from '../hook/seen-counts.ts';
import { Listeners } from '../runtime/listeners.ts';
import type { CameraPart } from './cameras.ts';
import type { EventPart } from './events.ts';
import type { Foundation } from './foundation.ts';

export type HookPart = ReturnType<typeof composeHooks>;

/** Joins the hooks of the cameras. */
export function composeHooks(
  { dataFolder, clock, logger, store, events, stop }: Foundation,
  { cameras, changed, pictures }: Pick<CameraPart, 'cameras' | 'changed' | 'pictures'>,
  { keptEvents }: Pick<EventPart, 'keptEvents'>,
) {
  /** Called for each picture in which a hook saw something. */
  const found = new Listeners<[camera: string, findings: HookFindings]>();
  const raise = (camera: string, { hook, capturedAt, annotations, events: raised }: HookFindings) => {
    for (const { name, text } of raised) {
      const noticed = { camera, source: `hook:${hook}`, name, text, atMs: capturedAt, annotations };
      if (!keptEvents.raise(noticed)) return;
      events.publish({ type: 'hook', camera, hook, name, text, at_ms: capturedAt });
    }
  };
  const seen = new SeenByCamera();
  const seenCounts = new SeenCounts();
  const annotationEvents = new AnnotationEvents(clock, (event) => events.publish(event));
  const hooks = new HookGate(
    {
      ...{ dataFolder, clock, logger, queue: pictures },
      onState: (camera) => changed.tell(camera),
      onFindings: (camera, findings) => found.tell(camera, findings),
    },
    () =>
      cameras.cameras.map(({ hub, config }) => ({
        hub,
        config,
        view: isMasked(config) ? viewOf(config) : null,
      })),
  );
  const apply = () => {
    hooks.apply().catch((err: unknown) => logger.error({ err }, 'the hooks cannot be loaded'));
  };
  return {
    hooks,
    found,
    routeParts: { hooks, seen },
    figures: () =>
      hooks.chains.flatMap(({ camera, hooks: used }) =>
        used.map((hook) => ({ camera, report: hook.report() })),
      ),
    seenCounts: () => seenCounts.list(),
    /** Follows the configuration from now on. */
    start() {
      found.add(raise, stop.signal);
      for (const each of [seen, seenCounts, annotationEvents])
        found.add((camera, findings) => each.take(camera, findings), stop.signal);
      store.onChange(apply, stop.signal);
    },
    /** Runs what is configured. */
    runFirst: () => apply(),
    close: () => hooks.close(),
  };
}
