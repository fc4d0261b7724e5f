import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { linkSchema } from '../../../server/contract/access.ts';
import { configSchema } from '../../../server/contract/config/config.ts';
import { recordedServer, pathAt } from '../e2e/recordings-page.ts';
import { CameraServer } from '../e2e/camera-server.ts';
import { testCameras } from '../e2e/wall-page.ts';
import type { DrivenPage } from './driven-page.ts';
import { button, click, field, fill, link, see, seeMoving, seeNo, tile, words } from './page-parts.ts';

const auth = { enabled: true, protect_streams: true, username: 'jürgen', password: 'p€ss:wort' };
const basic = {
  Authorization: `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}`,
};

/** What every browser must be able to do with the pages. @param missing why it cannot be tested here */
export function walkThePages(
  browser: string,
  missing: string | undefined,
  start: () => Promise<DrivenPage>,
): void {
  const name = missing === undefined ? browser : `${browser} (skipped: ${missing})`;
  describe.skipIf(missing !== undefined)(name, () => {
    const borrowed = new AsyncDisposableStack();
    let page: DrivenPage;
    beforeAll(async () => {
      page = borrowed.use(await start());
    });
    afterAll(() => borrowed.disposeAsync());

    test('shows a wall whose pictures move', async () => {
      await using server = await CameraServer.start(testCameras(3));
      await page.open(server.url);
      await seeMoving(page, ...testCameras(3).map(({ name }) => tile(name)));
      await see(page, `${tile('Camera 1')}${words('Live')}`);
    });

    test('saves a setting, and shows it after a reload', async () => {
      await using server = await CameraServer.start(testCameras(1));
      await page.open(`${server.url}/settings#cameras/cam1`);
      await fill(page, field('Name'), 'Küche');
      await click(page, button('Save changes'));
      await see(page, words('Saved.'));
      const config = configSchema.parse(await (await fetch(`${server.url}/api/cameras`)).json());
      expect(config.cameras.map(({ name }) => name)).toEqual(['Küche']);
      await page.open(`${server.url}/settings#cameras`);
      await see(page, words('Küche'));
    });

    test('says that a password is wrong, logs in with the right one, and logs out', async () => {
      await using server = await CameraServer.start(testCameras(1), { auth });
      await page.open(server.url);
      await click(page, link('Log in'));
      await fill(page, field('User name'), auth.username);
      await fill(page, field('Password'), 'guess');
      await click(page, button('Log in'));
      await see(page, words('The user name or the password is wrong.'));
      await fill(page, field('Password'), auth.password);
      await click(page, button('Log in'));
      await seeMoving(page, tile('Camera 1'));
      await page.open(`${server.url}/settings#access`);
      await click(page, button('Log out'));
      await see(page, words('Log in to see the picture'));
      expect(await page.evaluate("fetch('/api/session').then((answer) => answer.json())")).toMatchObject({
        authenticated: false,
      });
    });

    test('shows a guest the camera of a link, until the link is revoked', async () => {
      await using server = await CameraServer.start(testCameras(1), { auth });
      const links = `${server.url}/api/cameras/cam1/links`;
      const made = await fetch(links, {
        method: 'POST',
        headers: { ...basic, 'Content-Type': 'application/json' },
        body: JSON.stringify({ scope: 'stream', expires_in: 3_600 }),
      });
      const { page: address, id } = linkSchema.parse(await made.json());
      await page.open(address);
      await see(page, '//h1[.="Camera 1"]');
      const picture = '//img[starts-with(@alt, "Live picture")]';
      await seeMoving(page, picture);
      await fetch(`${links}/${id}`, { method: 'DELETE', headers: basic });
      await see(page, words('This link shows nothing'));
      await seeNo(page, picture);
    });

    test('plays a recording', async () => {
      await using server = await recordedServer();
      await page.open(server.url + pathAt(2_350));
      await click(page, button('Play'));
      await seeMoving(page, '//figure');
    });
  });
}
