import { describe, expect, test } from 'vitest';
import { chooseDisplay as choose, type Surroundings } from '../../../../main/launch/choose-display.ts';

const onlyProgram = (path: string) => (name: string) => (path.endsWith(`/${name}`) ? path : undefined);
const chooseDisplay = (surroundings: Partial<Surroundings>) =>
  choose({ env: {}, findProgram: () => undefined, electron: undefined, isRoot: false, ...surroundings });
const debian = onlyProgram('/usr/bin/chromium');

describe('the display of npm start', () => {
  test('is Electron where its program is', () => {
    const electron = '/app/node_modules/electron/dist/electron';
    const display = chooseDisplay({ env: { DISPLAY: ':0' }, findProgram: debian, electron });
    expect(display).toMatchObject({ mode: 'electron', program: electron, wayland: false });
  });

  test('is Chromium for root, whom Electron refuses, and says so', () => {
    const display = chooseDisplay({
      env: { DISPLAY: ':0' },
      ...{ findProgram: debian, electron: '/dist/electron', isRoot: true },
    });
    expect(display.mode).toBe('chromium');
    expect(display.why).toContain('root');
  });

  test('is Chromium where there is an X display', () => {
    const display = chooseDisplay({ env: { DISPLAY: ':0' }, findProgram: debian });
    expect(display).toMatchObject({ mode: 'chromium', program: '/usr/bin/chromium', wayland: false });
    expect(display.why).toContain('DISPLAY :0');
  });

  test.each(['/usr/bin/chromium-browser', '/opt/google/google-chrome'])('may be shown by %s', (path) => {
    const display = chooseDisplay({ env: { DISPLAY: ':0' }, findProgram: onlyProgram(path) });
    expect(display).toMatchObject({ mode: 'chromium', program: path });
  });

  test('is Wayland only where there is no X display', () => {
    const wayland = { WAYLAND_DISPLAY: 'wayland-1' };
    expect(chooseDisplay({ env: wayland, findProgram: debian })).toMatchObject({ wayland: true });
    expect(chooseDisplay({ env: { ...wayland, DISPLAY: ':0' }, findProgram: debian })).toMatchObject({
      wayland: false,
    });
  });

  test('is none without a screen, and says so', () => {
    const display = chooseDisplay({ env: { DISPLAY: '', PATH: '/usr/bin' }, findProgram: debian });
    expect(display.mode).toBe('headless');
    expect(display.why).toContain('no display');
  });

  test('is none without a browser, and says how to get one', () => {
    const display = chooseDisplay({ env: { DISPLAY: ':0' }, findProgram: () => undefined });
    expect(display.mode).toBe('headless');
    expect(display.why).toContain('sudo apt install chromium');
  });

  test('is never the screen of somebody who logged in over ssh', () => {
    const display = chooseDisplay({ env: { DISPLAY: 'localhost:10.0' }, findProgram: debian });
    expect(display.mode).toBe('headless');
    expect(display.why).toContain('ssh');
  });
});
