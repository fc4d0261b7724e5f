import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { Faults } from '../../../../server/log/faults.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';

function stage() {
  const logged: object[] = [];
  const clock = new SteppedClock();
  const faults = new Faults({
    clock,
    logger: { error: (details: object) => logged.push(details) },
  });
  return { faults, logged, clock };
}
const broken = () => {
  throw new Error('broken');
};

describe('a fault', () => {
  test('ends the part that it belongs to, and no more', () => {
    const { faults } = stage();
    let ended = 0;
    faults.run('connection', broken, () => ended++);
    faults.run('connection', () => {}, broken);
    expect([ended, faults.count('connection'), faults.count('websocket')]).toEqual([1, 1, 0]);
  });

  test('of the function that ends the part counts as one more', () => {
    const { faults } = stage();
    faults.run('window', broken, broken);
    expect(faults.count('window')).toBe(2);
  });

  test('is logged at once, and later ones once a minute with their number', () => {
    const { faults, logged, clock } = stage();
    for (let count = 0; count < 3; count++) faults.note('request', new Error('first'));
    faults.note('event', new Error('other place'));
    clock.pass(59_999);
    faults.note('request', new Error('early'));
    expect(logged).toMatchObject([
      { place: 'request', faults: 1 },
      { place: 'event', faults: 1 },
    ]);
    clock.pass(1);
    faults.note('request', new Error('late'));
    expect(logged[2]).toMatchObject({ place: 'request', faults: 4, err: { message: 'late' } });
  });
});

describe('a guarded emitter', () => {
  test('survives a listener that throws, whoever added it and when', () => {
    const { faults } = stage();
    const emitter = new EventEmitter();
    emitter.on('early', broken);
    const ended: unknown[][] = [];
    faults.guard(emitter, 'connection', (told) => ended.push(told));
    emitter.once('late', broken);
    expect(emitter.emit('early', 1, 'two')).toBe(true);
    emitter.emit('late');
    expect(ended).toEqual([[1, 'two'], []]);
    expect(faults.count('connection')).toBe(2);
  });

  test('survives an error event without a listener', () => {
    const { faults } = stage();
    const emitter = new EventEmitter();
    faults.guard(emitter, 'connection', () => {});
    emitter.emit('error', new Error('unheard'));
    expect(faults.count('connection')).toBe(1);
  });

  test('works as before otherwise', () => {
    const { faults } = stage();
    const emitter = new EventEmitter();
    faults.guard(emitter, 'connection', () => {});
    const heard: unknown[] = [];
    emitter.on('word', (...told: unknown[]) => heard.push(told));
    expect([emitter.emit('word', 'a', 1), emitter.emit('nobody')]).toEqual([true, false]);
    expect(heard).toEqual([['a', 1]]);
  });
});
