import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { rotateDisplays } from '../../../../../main/screen/rotation.ts';
import { cecAvailable, switchTelevision } from '../../../../../main/screen/tools/cec.ts';
import { WlrRandr } from '../../../../../main/screen/tools/wlr-randr.ts';
import { Wlopm } from '../../../../../main/screen/tools/wlopm.ts';
import { Xset } from '../../../../../main/screen/tools/xset.ts';
import { ScreenPrograms } from '../../../../fixtures/screen-programs.ts';

let programs: ScreenPrograms;
beforeEach(() => (programs = new ScreenPrograms()));
afterEach(() => programs[Symbol.dispose]());

describe('wlopm', () => {
  test('switches the displays that are ours and are not so yet', async () => {
    const wlopm = new Wlopm();
    await wlopm.switchDisplays(['HDMI-A-2'], false);
    expect(programs.takeCommands()).toEqual(['wlopm --off HDMI-A-2']);
    await wlopm.switchDisplays(['HDMI-A-1', 'HDMI-A-2'], false);
    expect(programs.takeCommands()).toEqual(['wlopm --off HDMI-A-1']);
    await wlopm.switchDisplays(['HDMI-A-1', 'HDMI-A-2'], true);
    expect(programs.takeCommands()).toEqual(['wlopm --on HDMI-A-1 --on HDMI-A-2']);
    await wlopm.switchDisplays(['HDMI-A-1'], true);
    expect(programs.takeCommands()).toEqual([]);
  });

  test('switches all displays when a name of ours is not one of its own', async () => {
    await new Wlopm().switchDisplays(['DELL U2415'], false);
    expect(programs.takeCommands()).toEqual(['wlopm --off HDMI-A-1 --off HDMI-A-2']);
  });

  test('does not work where the compositor has no power switch', async () => {
    programs.set('no-wlopm');
    await expect(new Wlopm().check()).rejects.toThrow('wlr-output-power-management-v1');
  });

  test('that says nothing and does nothing is found out', async () => {
    programs.set('stuck');
    await expect(new Wlopm().switchDisplays(['HDMI-A-1'], false)).rejects.toThrow(
      'did not switch HDMI-A-1 off',
    );
  });
});

describe('wlr-randr', () => {
  test('switches a display on again as it was, not as its monitor likes best', async () => {
    const wlrRandr = new WlrRandr();
    await wlrRandr.switchDisplays(['HDMI-A-1'], false);
    await wlrRandr.switchDisplays(['HDMI-A-1'], true);
    expect(programs.takeCommands()).toEqual([
      'wlr-randr --output HDMI-A-1 --off',
      'wlr-randr --output HDMI-A-1 --on --mode 1920x1080@59.94Hz',
    ]);
  });

  test('switches on another monitor that was plugged in meanwhile', async () => {
    const wlrRandr = new WlrRandr();
    await wlrRandr.switchDisplays(['HDMI-A-1'], false);
    programs.set('other-monitor');
    await wlrRandr.switchDisplays(['HDMI-A-1'], true);
    expect(programs.takeCommands().at(-1)).toBe('wlr-randr --output HDMI-A-1 --on');
    expect(programs.has('disabled')).toBe(false);
  });

  test('switches on what an earlier run of ours has left dark', async () => {
    programs.set('disabled');
    await new WlrRandr().switchDisplays(['HDMI-A-1'], true);
    expect(programs.takeCommands()).toEqual(['wlr-randr --output HDMI-A-1 --on']);
  });

  test('does not work without a compositor', async () => {
    programs.set('no-wlr-randr');
    await expect(new WlrRandr().check()).rejects.toThrow('failed to connect to display');
  });
});

describe('xset', () => {
  test('switches the displays, and keeps the X server from doing so by itself', async () => {
    const xset = new Xset();
    await xset.switchDisplays([], true);
    expect(programs.takeCommands()).toEqual([]);
    await xset.switchDisplays([], false);
    await xset.switchDisplays([], false);
    expect(programs.takeCommands()).toEqual(['xset dpms 0 0 0', 'xset dpms force off']);
    await xset.switchDisplays([], true);
    expect(programs.takeCommands().at(-1)).toBe('xset dpms force on');
  });

  test('does not work at an X server without DPMS, whatever its exit status', async () => {
    programs.set('no-dpms');
    await expect(new Xset().check()).rejects.toThrow('no DPMS');
  });
});

describe('rotation', () => {
  const wayland = { WAYLAND_DISPLAY: 'wayland-0', DISPLAY: ':0' };
  const x11 = { DISPLAY: ':0' };

  test('turns clockwise under Wayland, which counts anticlockwise, and only what is not so yet', async () => {
    await rotateDisplays([{ name: 'HDMI-A-1', rotation: 90 }], wayland);
    await rotateDisplays([{ name: 'HDMI-A-1', rotation: 90 }], wayland);
    await rotateDisplays([{ name: 'HDMI-A-1', rotation: null }], wayland);
    await rotateDisplays([{ name: 'HDMI-A-1', rotation: 0 }], wayland);
    expect(programs.takeCommands()).toEqual([
      'wlr-randr --output HDMI-A-1 --transform 270',
      'wlr-randr --output HDMI-A-1 --transform normal',
    ]);
  });

  test('turns clockwise under X11', async () => {
    await rotateDisplays([{ name: 'HDMI-1', rotation: 90 }], x11);
    await rotateDisplays([{ name: 'the only monitor', rotation: 270 }], x11);
    expect(programs.takeCommands()).toEqual([
      'xrandr --output HDMI-1 --rotate right',
      'xrandr --output HDMI-1 --rotate left',
    ]);
  });

  test('that fails says why', async () => {
    programs.set('no-rotation');
    await expect(rotateDisplays([{ name: 'HDMI-1', rotation: 90 }], x11)).rejects.toThrow(
      'cannot use rotation "right"',
    );
    await expect(rotateDisplays([{ name: 'HDMI-1', rotation: 90 }], {})).rejects.toThrow('neither');
  });
});

describe('the television', () => {
  test('is switched by one command', async () => {
    await switchTelevision(false);
    await switchTelevision(true);
    expect(programs.takeCalls()).toEqual(['cec-client -s -d 1 < standby 0', 'cec-client -s -d 1 < on 0']);
  });

  test('that cannot be reached is a failure with its reason', async () => {
    programs.set('no-adapter');
    await expect(switchTelevision(true)).rejects.toThrow('autodetect FAILED');
  });

  test('cannot be switched without the program, and that says how to get it', async () => {
    expect(cecAvailable()).toBe(true);
    vi.stubEnv('PATH', '/nowhere');
    expect(cecAvailable()).toBe(false);
    await expect(switchTelevision(true)).rejects.toThrow('sudo apt install cec-utils');
  });
});
