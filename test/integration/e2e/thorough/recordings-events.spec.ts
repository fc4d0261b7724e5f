import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import type { KeptEvent } from '../../../../server/contract/kept-event.ts';
import { keepEvents } from '../../../fixtures/kept-events.ts';
import { CameraServer } from '../camera-server.ts';
import { expectNumber, pathAt, recordedServer, startMs } from '../recordings-page.ts';

function event(number: number, afterMs: number, given: Partial<KeptEvent> = {}): KeptEvent {
  return {
    id: `mdk3f8aa-${number.toString(16).padStart(8, '0')}`,
    ...{ camera: 'door', source: 'hook:people.ts', name: 'person', text: `visitor ${number}` },
    ...{ at_ms: startMs + afterMs, annotations: [], ...given },
  };
}

const forever = { events: { keep_days: null } };
/** The camera "door" has pictures from 0 to 10 s and from 70 to 75 s. */
const events = [
  event(1, 2_000),
  event(2, 6_000, { name: 'car' }),
  event(3, 40_000),
  event(4, 72_000, { text: '' }),
  event(5, 73_000),
];

for (const { name, width, height } of [
  { name: 'a desktop', width: 1_920, height: 1_080 },
  { name: "the Pi's own display", width: 800, height: 480 },
  { name: 'a phone', width: 390, height: 844 },
]) {
  test.describe(`on ${name}`, () => {
    test.use({ viewport: { width, height }, hasTouch: width < 1_000 });

    test('events are marks that say what happened and lead to their moment', async ({ page }) => {
      await using server = await recordedServer(forever, events);
      await page.goto(server.url + pathAt(50_000));
      const strip = page.getByRole('group', { name: 'Events' });
      const car = strip.getByRole('button', { name: /car, Door: visitor 2/ });
      // Those that are too close for a mark of their own share one.
      await expect(strip.getByRole('button', { name: /^2 events from .*: person$/ })).toBeVisible();
      if (width < 1_000) await strip.getByRole('button', { name: /visitor 3/ }).tap();
      else {
        await strip.getByRole('button', { name: /visitor 3/ }).hover();
        await expect(strip.getByText(/person, Door: visitor 3/)).toBeVisible();
        await strip.getByRole('button', { name: /visitor 3/ }).click();
      }
      await expect(page.getByRole('slider', { name: 'Time' })).toHaveAttribute(
        'aria-valuetext',
        /no recording/,
      );
      // By keys: the next mark to the left, told when it has the focus, chosen by the return key.
      await strip.getByRole('button', { name: /visitor 3/ }).focus();
      await page.keyboard.press('ArrowLeft');
      if ((await car.count()) > 0) {
        await expect(car).toBeFocused();
        await expect(strip.getByText(/car, Door: visitor 2/)).toBeVisible();
        await page.keyboard.press('Enter');
        await expectNumber(page, 'Door', 60);
      } else await page.keyboard.press('Enter');
      await page.keyboard.press('Escape');
      await expect(strip.getByText(/, Door/)).toHaveCount(0);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual(
        [],
      );
    });
  });
}

test('the list of events is limited to one name, says what is not recorded, and removes what is confirmed', async ({
  page,
}) => {
  await using server = await recordedServer(forever, events);
  await page.goto(server.url + pathAt(50_000));
  const list = page.getByRole('region', { name: 'Events in this time' });
  await expect(list.getByRole('listitem')).toHaveCount(5);
  await expect(list.getByRole('listitem').filter({ hasText: 'visitor 3' })).toContainText('Not recorded');
  await expect(list.getByRole('listitem').filter({ hasText: 'visitor 1' })).not.toContainText('Not recorded');
  await list.getByRole('button', { name: /^person.*visitor 1/ }).click();
  await expectNumber(page, 'Door', 20);
  await list.getByLabel('Show events').selectOption({ label: 'car (1)' });
  await expect(list.getByRole('listitem')).toHaveCount(1);
  await expect(page.getByRole('group', { name: 'Events' }).getByRole('button')).toHaveCount(1);
  await list.getByRole('button', { name: /^Remove event car/ }).click();
  await list.getByRole('button', { name: /^Yes, remove event car/ }).click();
  await list.getByLabel('Show events').selectOption({ label: 'All events' });
  await expect(list.getByRole('listitem')).toHaveCount(4);
  await list.getByRole('button', { name: 'Remove these events' }).click();
  await list.getByRole('button', { name: 'Yes, remove these 4 events' }).click();
  await expect(list.getByText('No events in this time.')).toBeVisible();
  await expect(page.getByRole('group', { name: 'Events' })).toHaveCount(0);
});

test('a server without any recording shows its events, and a new one comes by itself', async ({ page }) => {
  const cameras = [{ id: 'door', name: 'Door', device: 'test', width: 160, height: 120, fps: 10 }];
  await using server = await CameraServer.start(cameras, forever, undefined, (dataFolder) =>
    Promise.resolve(keepEvents(dataFolder, events)),
  );
  await page.goto(`${server.url}/recordings`);
  const list = page.getByRole('region', { name: 'Events in this time' });
  await expect(list.getByRole('listitem')).toHaveCount(5);
  await expect(list.getByText('Not recorded')).toHaveCount(5);
  await expect(page.getByRole('heading', { name: 'No camera is recorded' })).toBeVisible();
});
