import { describe, expect, test } from 'vitest';
import { chromiumArgs } from '../../../../main/launch/chromium-args.ts';

const wish = {
  serverUrl: 'http://127.0.0.1:8000',
  profileFolder: '/tmp/x',
  wayland: false,
  isRoot: false,
};

describe('the arguments of the kiosk browser', () => {
  test('open the wall alone, on the whole screen, with a profile of its own', () => {
    const args = chromiumArgs(wish);
    expect(args).toContain('--kiosk');
    expect(args).toContain('--app=http://127.0.0.1:8000/start.svg');
    expect(args).toContain('--user-data-dir=/tmp/x');
  });

  test('give up the sandbox only as root, where Chromium does not start with it', () => {
    expect(chromiumArgs(wish)).not.toContain('--no-sandbox');
    expect(chromiumArgs({ ...wish, isRoot: true })).toContain('--no-sandbox');
  });

  test('name Wayland only where there is nothing else', () => {
    expect(chromiumArgs(wish).join(' ')).not.toContain('ozone');
    expect(chromiumArgs({ ...wish, wayland: true })).toContain('--ozone-platform=wayland');
  });
});
