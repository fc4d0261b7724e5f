import { powerSaveBlocker } from 'electron';
import type { ScreenPower } from './screen-power.ts';

/** Keeps the desktop from darkening or locking the screen while it has to be on, until `signal` aborts. */
export function keepDisplaysAwake(power: ScreenPower, signal: AbortSignal): void {
  let blocker: number | undefined;
  const follow = (on: boolean) => {
    if (on) blocker ??= powerSaveBlocker.start('prevent-display-sleep');
    else if (blocker !== undefined) {
      powerSaveBlocker.stop(blocker);
      blocker = undefined;
    }
  };
  follow(power.state.on);
  power.onChange(({ on }) => follow(on), signal);
  signal.addEventListener('abort', () => follow(false), { once: true });
}
