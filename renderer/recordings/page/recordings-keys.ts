import { actionIn, type KeyRow } from '../../parts/key-table.ts';

/** An action of the page that a key starts. */
export type RecordingsAction =
  | { kind: 'toggle' }
  | { kind: 'move'; byMs: number }
  | { kind: 'step'; by: 1 | -1 }
  | { kind: 'speed'; by: 1 | -1 }
  | { kind: 'recording'; by: 1 | -1 }
  | { kind: 'edge'; edge: 'start' | 'end' }
  | { kind: 'mark'; edge: 'start' | 'end' }
  | { kind: 'clear-marks' }
  | { kind: 'zoom'; factor: number }
  | { kind: 'full-screen' }
  | { kind: 'show-keys' };

export const zoomStep = 2;
export const jumpMs = 10_000;

const pageKeys: readonly KeyRow<RecordingsAction>[] = [
  { names: 'Space, K', does: 'play or pause', keys: { ' ': { kind: 'toggle' }, k: { kind: 'toggle' } } },
  {
    names: '← →',
    does: '10 seconds back or forward',
    keys: { ArrowLeft: { kind: 'move', byMs: -jumpMs }, ArrowRight: { kind: 'move', byMs: jumpMs } },
  },
  {
    names: ', .',
    does: 'one picture back or forward',
    keys: { ',': { kind: 'step', by: -1 }, '.': { kind: 'step', by: 1 } },
  },
  {
    names: '↑ ↓',
    does: 'faster or slower',
    keys: { ArrowUp: { kind: 'speed', by: 1 }, ArrowDown: { kind: 'speed', by: -1 } },
  },
  {
    names: 'PgUp, PgDn',
    does: 'to the recording before or after',
    keys: { PageUp: { kind: 'recording', by: -1 }, PageDown: { kind: 'recording', by: 1 } },
  },
  {
    names: 'Home, End',
    does: 'to the start or the end of what the timeline shows',
    keys: { Home: { kind: 'edge', edge: 'start' }, End: { kind: 'edge', edge: 'end' } },
  },
  {
    names: '+, =, -',
    does: 'zoom the timeline in or out',
    keys: {
      '+': { kind: 'zoom', factor: 1 / zoomStep },
      '=': { kind: 'zoom', factor: 1 / zoomStep },
      '-': { kind: 'zoom', factor: zoomStep },
    },
  },
  {
    names: '[ ]',
    does: 'mark the start or the end of a part',
    keys: { '[': { kind: 'mark', edge: 'start' }, ']': { kind: 'mark', edge: 'end' } },
  },
  { names: 'Esc', does: 'take the marks away', keys: { Escape: { kind: 'clear-marks' } } },
  { names: 'F', does: 'full screen', keys: { f: { kind: 'full-screen' } } },
];
const help: readonly KeyRow<RecordingsAction>[] = [
  {
    names: '?, F1',
    does: 'list these keys',
    keys: { '?': { kind: 'show-keys' }, F1: { kind: 'show-keys' } },
  },
];

/** The keys while an event below the timeline has the focus. */
export const eventKeys: readonly KeyRow<'before' | 'after' | 'first' | 'last' | 'close'>[] = [
  {
    names: '←, →, Home, End',
    does: 'at an event: to the event before or after, to the first or the last',
    keys: { ArrowLeft: 'before', ArrowRight: 'after', Home: 'first', End: 'last' },
  },
  { names: 'Esc', does: 'at an event: hide its text', keys: { Escape: 'close' } },
];

/** Undefined for a key without a meaning here. */
export function actionOf(key: string): RecordingsAction | undefined {
  return actionIn([...pageKeys, ...help], key);
}

/** All keys of the page, in the order of the list. */
export const recordingsKeys: readonly KeyRow<unknown>[] = [
  ...pageKeys,
  ...eventKeys,
  // The browser does it.
  { names: 'Tab', does: 'go to the next button, event or recording', keys: {} },
  ...help,
];
