import { describe, expect, test } from 'vitest';
import {
  idChanges,
  originsText,
  parseOrigins,
  parseReplaced,
  renamesOf,
  replacedText,
} from '../../../../../server/contract/config/camera-origins.ts';

const renames = (origins: Record<string, string>, ...ids: string[]) =>
  Object.fromEntries(renamesOf(new Map(Object.entries(origins)), new Set(), ids));

describe('cameras that come from others', () => {
  test('were renamed if the id before is gone', () => {
    expect(renames({ gate: 'door' }, 'gate', 'yard')).toEqual({ door: 'gate' });
  });

  test('are copies if the id before stays', () => {
    expect(renames({ 'door-2': 'door' }, 'door', 'door-2')).toEqual({});
  });

  test('were renamed if two changed their ids with each other', () => {
    expect(renames({ a: 'b', b: 'a' }, 'a', 'b')).toEqual({ a: 'b', b: 'a' });
  });

  test('were renamed once, and the second is a copy', () => {
    expect(renames({ gate: 'door', gate2: 'door' }, 'gate', 'gate2')).toEqual({ door: 'gate' });
  });

  test('were renamed, too, if a new camera has the id before', () => {
    expect([...renamesOf(new Map([['gate', 'door']]), new Set(['door']), ['gate', 'door'])]).toEqual([
      ['door', 'gate'],
    ]);
  });

  test('have ids that meant others before; all that is not named is as it was', () => {
    const origins = new Map([
      ['door', 'yard'],
      ['gate', 'hall'],
    ]);
    const { taken } = idChanges(origins, new Set(['shed']), ['door', 'yard', 'gate', 'shed', 'barn']);
    expect([...taken]).toEqual(['door', 'gate', 'shed']);
  });

  test('are written and read as JSON, and nothing else is read', () => {
    const origins = new Map([['Tür "1"', 'door']]);
    expect(parseOrigins(originsText(origins))).toEqual(origins);
    for (const text of ['{', '[]', '{"a":1}', `{"${'x'.repeat(65)}":"a"}`])
      expect(parseOrigins(text)).toBeUndefined();
    const replaced = new Set(['Tür "1"']);
    expect(parseReplaced(replacedText(replaced))).toEqual(replaced);
    for (const text of ['{', '{}', '[1]']) expect(parseReplaced(text)).toBeUndefined();
  });
});
