import type { KeptEvent } from '../../../../../server/contract/event.ts';

/** The time of event 0. */
export const firstMs = Date.parse('2026-11-20T12:00:00Z');

/** Events a second apart. */
export function numberedEvent(number: number, given: Partial<KeptEvent> = {}): KeptEvent {
  return {
    id: `mdk3f8aa-${number.toString(16).padStart(8, '0')}`,
    ...{ camera: 'door', source: 'hook:people.ts', name: 'person', text: `number ${number}` },
    at_ms: firstMs + number * 1_000,
    annotations: [],
    ...given,
  };
}
