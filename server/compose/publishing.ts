import { publishFailureText } from '../contract/publish.ts';
import { Encoders } from '../publish/encoders.ts';
import { Pushes } from '../publish/pushes.ts';
import type { CameraPart } from './cameras.ts';
import type { Foundation } from './foundation.ts';

/** The H.264 encoders of the cameras, for all who need them. */
export function composeEncoders({ clock, logger, faults }: Foundation): Encoders {
  return new Encoders({
    clock,
    onChosen: ({ encoder, why }) => logger.info({ encoder }, `H.264 is made by ${encoder}: ${why}`),
    onFault: (error) => faults.note('subscriber', error),
  });
}

export type PublishPart = ReturnType<typeof composePublishing>;

/** Joins the H.264 encoders of the cameras and those who publish it. */
export function composePublishing(
  { clock, logger, store, stop }: Foundation,
  { cameras, changed }: Pick<CameraPart, 'cameras' | 'changed'>,
  encoders: Encoders,
) {
  const pushes = new Pushes({
    ...{ encoders, clock },
    onState(camera, state, isNews) {
      changed.tell(camera);
      if (!isNews) return;
      if (state.kind === 'publishing') logger.info({ camera }, 'published on the RTSP server');
      if (state.kind !== 'failed') return;
      const { code, message } = state.error;
      logger.warn({ camera, reason: code }, `not published: ${publishFailureText[code].title}: ${message}`);
    },
  });
  const apply = () => {
    encoders.keepOnly(cameras.cameras);
    pushes.apply(cameras.cameras);
  };
  return {
    pushes,
    figures: () => ({ encoders: encoders.figures(), pushes: pushes.figures() }),
    routeParts: { encoders },
    /** Follows the configuration from now on. */
    start() {
      store.onChange(apply, stop.signal);
    },
    /** Publishes what is configured. */
    runFirst: apply,
    /** @param recorded settles when nothing is recorded any more */
    async close(recorded: Promise<unknown>) {
      await Promise.all([pushes.close(), recorded]);
      await encoders.close();
    },
  };
}
