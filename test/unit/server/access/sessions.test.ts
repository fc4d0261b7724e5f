import { beforeEach, describe, expect, test } from 'vitest';
import { Sessions } from '../../../../server/access/sessions.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';

const dayMs = 24 * 3_600_000;
let clock: SteppedClock;
let mark: string | undefined;
let sessions: Sessions;
beforeEach(() => {
  clock = new SteppedClock();
  mark = 'now';
  sessions = new Sessions(clock, () => mark);
});

const logIn = () => sessions.open({ kind: 'login', user: 'me', of: 'now' }, 'admin');

describe('a session', () => {
  test('is found by its secret, which it does not keep', () => {
    const { secret, session } = logIn();
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(sessions.find(secret)).toMatchObject({ id: session.id, scope: 'admin', owner: { user: 'me' } });
    expect(JSON.stringify(session)).not.toContain(secret);
    expect(sessions.find(session.id)).toBeUndefined();
    expect(sessions.find('')).toBeUndefined();
  });

  test('ends by itself after thirty days without use', () => {
    const { secret } = logIn();
    for (let day = 0; day < 100; day += 30) {
      expect(sessions.find(secret)).toBeDefined();
      clock.pass(30 * dayMs);
    }
    clock.pass(1);
    expect(sessions.find(secret)).toBeUndefined();
    expect(sessions.count).toBe(0);
  });

  test('ends by logging out', () => {
    const { secret, session } = logIn();
    sessions.end(secret);
    expect(sessions.isOpen(session.id)).toBe(false);
  });

  test('of a login ends when another password holds, and the screen of this machine goes on', () => {
    const login = logIn();
    const kiosk = sessions.open({ kind: 'kiosk' }, 'view');
    mark = 'other';
    expect(sessions.find(login.secret)).toBeUndefined();
    expect(sessions.find(kiosk.secret)).toMatchObject({ scope: 'view' });
  });

  test('does not come back when auth is switched off and on again', () => {
    const { secret } = logIn();
    mark = undefined;
    sessions.endChanged();
    mark = 'now';
    expect(sessions.find(secret)).toBeUndefined();
  });

  test('gives way when there are too many: the one unused for longest', () => {
    const first = logIn();
    const second = logIn();
    for (let count = 2; count < 256; count++) logIn();
    sessions.find(first.secret);
    logIn();
    expect(sessions.count).toBe(256);
    expect(sessions.find(first.secret)).toBeDefined();
    expect(sessions.find(second.secret)).toBeUndefined();
  });

  test('has its cookie renewed once a day', () => {
    const { session } = logIn();
    expect(sessions.cookieIsOld(session)).toBe(false);
    clock.pass(dayMs);
    expect(sessions.cookieIsOld(session)).toBe(true);
    expect(sessions.cookieIsOld(session)).toBe(false);
  });
});
