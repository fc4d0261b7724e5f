import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync, symlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TouchWake } from '../../../../main/screen/touch-wake.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'input-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** A pipe that is read as an input device is: what is written comes out, and without it there is nothing yet. */
class FakeInputDevice implements Disposable {
  readonly #pipe: number;

  constructor(name: string) {
    execFileSync('mkfifo', [join(folder, name)]);
    this.#pipe = openSync(join(folder, name), constants.O_RDWR | constants.O_NONBLOCK);
  }

  send(type: number, code: number, value: number): void {
    const event = Buffer.alloc(24);
    event.writeUInt16LE(type, 16);
    event.writeUInt16LE(code, 18);
    event.writeInt32LE(value, 20);
    writeSync(this.#pipe, event);
  }

  [Symbol.dispose](): void {
    closeSync(this.#pipe);
  }
}

const touchKey = 0x14a;

function touchWake() {
  const clock = new SteppedClock();
  let touches = 0;
  const it = new TouchWake(clock, () => Promise.resolve(void touches++), folder);
  const after = async (ms: number) => {
    await clock.advance(ms);
    await new Promise(setImmediate);
    return touches;
  };
  return { it, after, clock };
}

describe('a touch while the display is off', () => {
  test('is heard, once', async () => {
    using panel = new FakeInputDevice('event0');
    const { it, after, clock } = touchWake();
    it.listen(true);
    panel.send(3, 0, 1_000); // where it is
    panel.send(1, touchKey, 0); // a finger that was lifted
    expect(await after(1_000)).toBe(0);
    panel.send(1, touchKey, 1);
    panel.send(1, touchKey, 0);
    expect(await after(1_000)).toBe(1);
    expect(clock.sleeperCount).toBe(0);
    it.listen(true);
    panel.send(1, touchKey, 1);
    expect(await after(1_000)).toBe(2);
  });

  test('is heard from a device that was plugged in meanwhile', async () => {
    using mouse = new FakeInputDevice('event0');
    mouse.send(2, 0, 5); // moved
    const { it, after } = touchWake();
    it.listen(true);
    await after(1_000);
    using panel = new FakeInputDevice('event1');
    panel.send(1, touchKey, 1);
    expect(await after(60_000)).toBe(1);
  });

  test('is not heard any more when nobody listens', async () => {
    using panel = new FakeInputDevice('event0');
    const { it, after, clock } = touchWake();
    it.listen(true);
    it.listen(false);
    panel.send(1, touchKey, 1);
    expect(await after(60_000)).toBe(0);
    expect(clock.sleeperCount).toBe(0);
  });
});

test('a machine without input devices waits for one', async () => {
  const { it, after } = touchWake();
  it.listen(true);
  expect(await after(60_000)).toBe(0);
  expect(it.problem).toBeUndefined();
  it.listen(false);
});

// A link to nowhere cannot be opened, as a device cannot that is another group's: root may open everything else.
test('devices that cannot be read are named with what to do', async () => {
  symlinkSync('nowhere', join(folder, 'event0'));
  const { it, after } = touchWake();
  it.listen(true);
  expect(await after(0)).toBe(0);
  expect(it.problem).toContain('usermod -aG input');
});
