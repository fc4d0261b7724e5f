import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rotateDisplays } from '../../../../../main/screen/rotation.ts';
import { listOutputs } from '../../../../../main/screen/tools/wayland-outputs.ts';
import { Wlopm } from '../../../../../main/screen/tools/wlopm.ts';
import { WlrRandr } from '../../../../../main/screen/tools/wlr-randr.ts';
import { runProgram } from '../../../../../server/runtime/child/program.ts';
import { patienceMs } from '../../../../fixtures/patience.ts';
import { compositorMissing, WaylandCompositor } from '../../../../fixtures/wayland-compositor.ts';

const display = 'HEADLESS-1';

async function power(): Promise<string> {
  const { stdout } = await runProgram('wlopm', [], { timeoutMs: patienceMs });
  return stdout.trim();
}

const noLabwc = compositorMissing('labwc', 'wlopm', 'wlr-randr');
describe.skipIf(noLabwc)(`under labwc${noLabwc ? ` (${noLabwc})` : ''}`, () => {
  const labwc = new WaylandCompositor('labwc');
  beforeAll(() => labwc.start());
  afterAll(() => labwc[Symbol.asyncDispose]());

  test('wlopm switches the display off and on', async () => {
    const wlopm = new Wlopm();
    await wlopm.check();
    await wlopm.switchDisplays([display], false);
    expect(await power()).toBe(`${display} off`);
    await wlopm.switchDisplays([display], true);
    expect(await power()).toBe(`${display} on`);
  });

  test('a turned picture lights a dark display', async () => {
    await new Wlopm().switchDisplays([display], false);
    await rotateDisplays([{ name: display, rotation: 180 }], process.env);
    expect(await power()).toBe(`${display} on`);
  });
});

const noCage = compositorMissing('cage', 'wlr-randr');
describe.skipIf(noCage)(`under cage${noCage ? ` (${noCage})` : ''}`, () => {
  const cage = new WaylandCompositor('cage');
  beforeAll(() => cage.start());
  afterAll(() => cage[Symbol.asyncDispose]());

  test('wlr-randr takes the display away and puts it back as it was', async () => {
    const wlrRandr = new WlrRandr();
    const before = await listOutputs();
    await wlrRandr.switchDisplays([display], false);
    expect(await listOutputs()).toMatchObject([{ name: display, enabled: false }]);
    await wlrRandr.switchDisplays([display], true);
    expect(await listOutputs()).toEqual(before);
  });

  test('wlr-randr turns the picture', async () => {
    await rotateDisplays([{ name: display, rotation: 90 }], process.env);
    expect(await listOutputs()).toMatchObject([{ name: display, transform: '270' }]);
    await rotateDisplays([{ name: display, rotation: 0 }], process.env);
    expect(await listOutputs()).toMatchObject([{ name: display, transform: 'normal' }]);
  });

  test.skipIf(compositorMissing('cage', 'wlopm'))('wlopm does not work, and says so', async () => {
    await expect(new Wlopm().check()).rejects.toThrow('wlr-output-power-management-v1');
  });
});
