/**
 * Keeps events in a folder until it is killed, 500 a second. Prints the number of those that are on the disk.
 * Arguments: the folder.
 */
import { EventStore } from '../../../../../server/event/log/event-store.ts';
import { systemClock as clock } from '../../../../../server/runtime/clock.ts';
import { silentLogger } from '../../../../doubles/silent-logger.ts';
import { numberedEvent } from './numbered-event.ts';

const [, , folder = ''] = process.argv;
const limits = () => ({ count: 100_000, bytes: 64 * 1024 * 1024, ageMs: Infinity });
const store = new EventStore({ folder, clock, logger: silentLogger, limits });
void store.run(new AbortController().signal);
let number = 0;
setInterval(() => {
  for (let many = 0; many < 5; many++) store.add(numberedEvent(++number));
  process.stdout.write(`saved ${number - store.report.unsaved}\n`);
}, 10);
