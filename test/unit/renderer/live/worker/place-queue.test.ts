import { expect, test } from 'vitest';
import { PlaceQueue } from '../../../../../renderer/live/worker/place-queue.ts';

test('while a place is on its way only the newest of the others waits', () => {
  const places = new PlaceQueue<number>();
  expect([1, 2, 3, 4].map((place) => places.ask(place))).toEqual([true, false, false, false]);
  expect(places.answered()).toBe(4);
  expect(places.ask(5)).toBe(false);
  expect(places.answered()).toBe(5);
  expect(places.answered()).toBeUndefined();
  expect(places.ask(6)).toBe(true);
});

test('a broken connection leaves nothing on its way', () => {
  const places = new PlaceQueue<number>();
  places.ask(1);
  places.ask(2);
  expect(places.cutOff()).toBe(2);
  expect(places.ask(3)).toBe(true);
  expect(places.cutOff()).toBeUndefined();
});
