import type { EventEmitter } from 'node:events';

/** The first argument of Electron's listeners. */
export class CancelableEvent {
  defaultPrevented = false;

  preventDefault(): void {
    this.defaultPrevented = true;
  }
}

/** Emits as Electron does; returns the event, which says whether a listener prevented the default. */
export function emitCancelable(
  emitter: EventEmitter,
  name: string,
  details: object = {},
  ...args: unknown[]
): CancelableEvent {
  const event = Object.assign(new CancelableEvent(), details);
  emitter.emit(name, event, ...args);
  return event;
}
