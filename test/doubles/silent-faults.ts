import { Faults } from '../../server/log/faults.ts';
import { systemClock } from '../../server/runtime/clock.ts';
import { silentLogger } from './silent-logger.ts';

/** Faults that are counted, but not logged. */
export function silentFaults(): Faults {
  return new Faults({ clock: systemClock, logger: silentLogger });
}
