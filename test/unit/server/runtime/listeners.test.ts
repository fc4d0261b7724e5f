import { expect, test } from 'vitest';
import { Listeners } from '../../../../server/runtime/listeners.ts';

test('each listener is told in turn until its own signal aborts, and none is kept after that', () => {
  const listeners = new Listeners<[word: string, count: number]>();
  const heard: string[] = [];
  const [first, second] = [new AbortController(), new AbortController()];
  listeners.add((word, count) => heard.push(`first ${word} ${count}`), first.signal);
  listeners.add((word) => heard.push(`second ${word}`), second.signal);
  listeners.tell('a', 1);
  first.abort();
  listeners.tell('b', 2);
  expect([...listeners]).toHaveLength(1);
  second.abort();
  listeners.add(() => heard.push('too late'), second.signal);
  listeners.tell('c', 3);
  expect(heard).toEqual(['first a 1', 'second a', 'second b']);
  expect(listeners.count).toBe(0);
});
