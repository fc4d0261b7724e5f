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

const actions = new Map<string, RecordingsAction>([
  [' ', { kind: 'toggle' }],
  ['k', { kind: 'toggle' }],
  ['ArrowLeft', { kind: 'move', byMs: -jumpMs }],
  ['ArrowRight', { kind: 'move', byMs: jumpMs }],
  ['ArrowUp', { kind: 'speed', by: 1 }],
  ['ArrowDown', { kind: 'speed', by: -1 }],
  [',', { kind: 'step', by: -1 }],
  ['.', { kind: 'step', by: 1 }],
  ['PageUp', { kind: 'recording', by: -1 }],
  ['PageDown', { kind: 'recording', by: 1 }],
  ['Home', { kind: 'edge', edge: 'start' }],
  ['End', { kind: 'edge', edge: 'end' }],
  ['[', { kind: 'mark', edge: 'start' }],
  [']', { kind: 'mark', edge: 'end' }],
  ['Escape', { kind: 'clear-marks' }],
  ['+', { kind: 'zoom', factor: 1 / zoomStep }],
  ['=', { kind: 'zoom', factor: 1 / zoomStep }],
  ['-', { kind: 'zoom', factor: zoomStep }],
  ['f', { kind: 'full-screen' }],
  ['?', { kind: 'show-keys' }],
  ['F1', { kind: 'show-keys' }],
]);

/** Undefined for a key without a meaning here. */
export function actionOf(key: string): RecordingsAction | undefined {
  return actions.get(key);
}

/** The keys and their actions, for people. */
export const recordingsKeys: readonly (readonly [keys: string, what: string])[] = [
  ['Space, K', 'play or pause'],
  ['← →', '10 seconds back or forward'],
  [', .', 'one picture back or forward'],
  ['↑ ↓', 'faster or slower'],
  ['PgUp, PgDn', 'to the recording before or after'],
  ['Home, End', 'to the start or the end of what the timeline shows'],
  ['+ -', 'zoom the timeline in or out'],
  ['[ ]', 'mark the start or the end of a part'],
  ['Esc', 'take the marks away'],
  ['F', 'full screen'],
  ['?, F1', 'list these keys'],
];
