import { beforeEach, describe, expect, test } from 'vitest';
import { authMark } from '../../../../server/access/auth-mark.ts';
import { Door } from '../../../../server/access/door.ts';
import type { LinkCheck, Principal, TokenCheck } from '../../../../server/access/principal.ts';
import { defaultConfig, type ServerConfig } from '../../../../server/contract/config/config.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';

let config: ServerConfig;
let door: Door;
const revoked = new Set<string>();
const tokens: TokenCheck = { check: () => ({ refused: 'unknown' }), isValid: ({ id }) => !revoked.has(id) };
const links: LinkCheck = {
  check: () => ({ refused: 'unknown' }),
  isValid: ({ id }) => !revoked.has(id),
  expiresAt: () => undefined,
};
beforeEach(() => {
  revoked.clear();
  setAuth({ enabled: true, username: 'me', password: 'hash' });
  door = new Door({ config: () => config, clock: new SteppedClock(), tokens, links });
});

function setAuth(auth: Partial<ServerConfig['auth']>, auth_error?: string): void {
  config = {
    ...defaultConfig(),
    auth: { ...defaultConfig().auth, ...auth },
    ...(auth_error && { auth_error }),
  };
}

describe('a door', () => {
  test.each([
    [{ enabled: false }, undefined, 'stream status admin'],
    [{ enabled: true }, undefined, 'status'],
    [{ enabled: true, protect_streams: false }, undefined, 'stream status'],
    [{ enabled: true, protect_status: true }, undefined, ''],
    [{ enabled: false, protect_status: true }, undefined, 'stream status admin'],
    [{ enabled: true }, 'broken', 'status'],
    [{ enabled: true, protect_streams: false }, 'broken', 'stream status'],
    [{ enabled: false }, 'broken', 'status'],
  ])('with %j and fault %s is open to: %s', (auth, fault, areas) => {
    setAuth(auth, fault);
    const open = (['stream', 'status', 'admin'] as const).filter((area) => door.isOpen(area));
    expect(open.join(' ')).toBe(areas);
  });
});

describe('who was let in may stay', () => {
  const valid = (principal: Principal) => door.isValid(principal);

  test('without a name: while streams are open', () => {
    setAuth({ enabled: false });
    expect(valid({ kind: 'anyone' })).toBe(true);
    setAuth({ enabled: true, protect_streams: false });
    expect(valid({ kind: 'anyone' })).toBe(true);
    expect(door.isValid({ kind: 'anyone' }, 'admin')).toBe(false);
    setAuth({ enabled: true });
    expect(valid({ kind: 'anyone' })).toBe(false);
  });

  test('with a password: while it is the password, or none is asked for', () => {
    const principal: Principal = { kind: 'password', of: authMark(config.auth) };
    expect(valid(principal)).toBe(true);
    setAuth({ enabled: true, username: 'me', password: 'hash', protect_status: true });
    expect(valid(principal)).toBe(true);
    setAuth({ enabled: true, username: 'you', password: 'hash' });
    expect(valid(principal)).toBe(false);
    setAuth({ enabled: true, username: 'me', password: 'other' });
    expect(valid(principal)).toBe(false);
    setAuth({ enabled: false });
    expect(valid(principal)).toBe(true);
  });

  test('with a session: until it ends', () => {
    const owner = { kind: 'login', user: 'me', of: authMark(config.auth) } as const;
    const { secret, session } = door.sessions.open(owner, 'admin');
    const principal: Principal = { kind: 'session', id: session.id, scope: 'admin' };
    expect(valid(principal)).toBe(true);
    door.sessions.end(secret);
    expect(valid(principal)).toBe(false);
  });

  test('with a token or a link: until it is revoked', () => {
    const token: Principal = { kind: 'token', id: 't', scope: 'view' };
    const link: Principal = { kind: 'link', id: 'l', limits: { camera: 'a', scope: 'stream' } };
    expect([token, link].map(valid)).toEqual([true, true]);
    revoked.add('t').add('l');
    expect([token, link].map(valid)).toEqual([false, false]);
    setAuth({ enabled: false });
    expect([token, link].map(valid)).toEqual([true, false]);
  });

  test('a change of auth ends sessions for good, also when it is taken back', () => {
    const before = config;
    const owner = { kind: 'login', user: 'me', of: authMark(config.auth) } as const;
    const { session } = door.sessions.open(owner, 'admin');
    setAuth({ enabled: false });
    door.configChanged();
    config = before;
    expect(valid({ kind: 'session', id: session.id, scope: 'admin' })).toBe(false);
  });
});
