import type { KeyRow } from '../../parts/key-table.ts';

/** The keys that bring the tools of the wall. */
export const toolsKeys: readonly KeyRow<'toggle' | 'show'>[] = [
  { names: 'F2', does: 'show or hide the tools of the wall', keys: { F2: 'toggle' } },
  // The browser moves the focus.
  { names: 'Tab', does: 'go to the next camera or tool', keys: { Tab: 'show' } },
];
