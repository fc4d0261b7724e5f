import { expect, test } from 'vitest';
import { Places } from '../../../../../server/runtime/queue/places.ts';

const lan = (address: string) => ({ address, isOwn: false });
const own = { address: '127.0.0.1', isOwn: true };

test('an address gets places up to its share, all addresses get those outside the reserve, this machine gets all', () => {
  const places = new Places({ total: 10, reserved: 2 });
  const takeAll = (client: typeof own) => {
    let count = 0;
    while (places.refusal(client) === undefined) {
      places.take(client);
      count++;
    }
    return [count, places.refusal(client)];
  };
  expect(takeAll(lan('a'))).toEqual([4, 'address']);
  expect(takeAll(lan('b'))).toEqual([4, 'address']);
  expect(takeAll(lan('c'))).toEqual([0, 'all']);
  expect(takeAll(own)).toEqual([2, 'all']);
});

test('a place that is given back is free for its address', () => {
  const places = new Places({ total: 2, reserved: 0 });
  const giveBack = places.take(lan('a'));
  expect(places.refusal(lan('a'))).toBe('address');
  giveBack();
  expect(places.refusal(lan('a'))).toBeUndefined();
});
