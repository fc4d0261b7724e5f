import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { childrenOf } from '../../../fixtures/running-server.ts';
import { isRunning } from '../../../fixtures/process-state.ts';
import { until } from '../../../fixtures/until.ts';
import { kioskTestsMissing } from '../fixtures/electron-program.ts';
import { PageServer } from '../fixtures/page-server.ts';
import { ProbeApp } from '../fixtures/probe-app.ts';
import { renderersOf } from '../fixtures/renderers.ts';
import { XScreen } from '../fixtures/x-screen.ts';

// What the kiosk relies on. The same holds on the real Electron, where these run with ELECTRON_E2E=1.
describe.skipIf(kioskTestsMissing)('Electron, or what stands in for it,', () => {
  const borrowed = new AsyncDisposableStack();
  let screen: XScreen;
  let server: PageServer;
  let elsewhere: PageServer;
  let app: ProbeApp;

  const load = (path: string) => app.run(`contents.loadURL(${JSON.stringify(server.url + path)})`);

  beforeAll(async () => {
    screen = borrowed.use(await XScreen.start(800, 480));
    elsewhere = borrowed.use(await PageServer.start({}));
    server = borrowed.use(
      await PageServer.start({
        '/red': '<body style="background:#f00">',
        '/away': { location: `${elsewhere.url}/refuse` },
        '/inside': { location: '/red' },
        '/frame': `<iframe src="${elsewhere.url}/refuse"></iframe>`,
        '/stay': '<script>onbeforeunload = (event) => event.preventDefault()</script>',
      }),
    );
    app = borrowed.use(await ProbeApp.start(screen));
  });
  afterAll(() => borrowed.disposeAsync());
  beforeEach(async () => {
    await load('/red');
    app.forget();
  });

  test('covers the display with the page', async () => {
    await until('red', () => {
      const { width, height } = screen.picture();
      const corner = screen.picture().colours({ x: width - 3, y: height - 3, width: 1, height: 1 });
      return corner.join() === '255,0,0';
    });
  });

  test('lets the app refuse where a page goes, not where the app sends it', async () => {
    await app.inPage(`void (location.href = '${elsewhere.url}/refuse')`);
    await app.says('will-navigate', `${elsewhere.url}/refuse`);
    expect(await app.run('contents.getURL()')).toBe(`${server.url}/red`);
    app.forget();
    await load('/inside');
    await app.says('will-redirect', `${server.url}/red`);
    expect(app.said()).not.toContain('will-navigate');
  });

  test('lets the app refuse a redirect and what a frame loads', async () => {
    await app.inPage(`void (location.href = '/away')`);
    await app.says('will-redirect', `${elsewhere.url}/refuse`);
    expect(await app.run('contents.getURL()')).toBe(`${server.url}/red`);
    app.forget();
    await load('/frame');
    await app.says('will-frame-navigate', `${elsewhere.url}/refuse`);
    expect(app.said()).not.toContain('will-navigate');
  });

  test('asks the app before a second window opens', async () => {
    await app.inPage(`void open('${elsewhere.url}/popup')`);
    await app.says('window-open', `${elsewhere.url}/popup`);
  });

  test('tells that a page cannot be loaded', async () => {
    const closed = await PageServer.start({});
    await closed[Symbol.asyncDispose]();
    await expect(app.run(`contents.loadURL('${closed.url}/')`)).rejects.toThrow('ERR_CONNECTION_REFUSED');
    await app.says('did-fail-load', -102, 'ERR_CONNECTION_REFUSED', `${closed.url}/`, true);
  });

  test('tells that a renderer ended, and loads its page again', async () => {
    await app.run('void contents.forcefullyCrashRenderer()');
    await app.says('render-process-gone');
    expect(await app.run('contents.isCrashed()')).toBe(true);
    app.forget();
    await app.run('void contents.reload()');
    await app.says('did-finish-load', `${server.url}/red`);
    for (const pid of renderersOf(app.child.pid ?? 0)) process.kill(pid, 'SIGKILL');
    await app.says('render-process-gone', 'killed');
    app.forget();
    await load('/red');
    await app.says('did-finish-load', `${server.url}/red`);
  });

  test('ends a page that hangs', async () => {
    void app.run(`void contents.executeJavaScript('for (;;);').catch(() => {})`);
    await app.run(`void contents.sendInputEvent({ type: 'mouseDown', x: 9, y: 9 })`);
    await app.says('unresponsive');
    await app.run('void contents.forcefullyCrashRenderer()');
    await app.says('render-process-gone');
  });

  test('passes values and functions through the bridge', async () => {
    expect(await app.inPage(`probe.ask('a', 1, null, { b: [true] })`)).toEqual({
      isWindow: true,
      origin: server.url,
      parent: null,
      args: ['a', 1, null, { b: [true] }],
    });
    await expect(app.inPage('probe.fail()')).rejects.toThrow(
      "Error invoking remote method 'fail': Error: on purpose",
    );
    expect(await app.inPage('probe.argument')).toBe('--probe=1');
    await app.inPage(`globalThis.told = []; globalThis.stop = probe.onTold((value) => told.push(value)); 1`);
    await app.run(`void contents.send('told', { n: 1 })`);
    await until('it is told', async () => JSON.stringify(await app.inPage('told')) === '[{"n":1}]');
    expect(await app.inPage('typeof stop + typeof stop()')).toBe('functionboolean');
    await app.run(`void contents.send('told', { n: 2 })`);
    expect(await app.inPage(`probe.ask().then(() => told.length)`)).toBe(1);
  });

  test('takes pictures, zooms and styles', async () => {
    expect(
      await app.run('contents.capturePage().then((image) => image.toPNG().subarray(1, 4).toString())'),
    ).toBe('PNG');
    const before = Number(await app.inPage('innerWidth'));
    await app.run('void contents.setZoomFactor(2)');
    await until(
      'half as wide',
      async () => Math.abs(Number(await app.inPage('innerWidth')) * 2 - before) <= 2,
    );
    await app.run('void contents.setZoomFactor(1)');
    await app.run(`contents.insertCSS('body { cursor: none }')`);
    expect(await app.inPage('getComputedStyle(document.body).cursor')).toBe('none');
  });

  test('denies what the app denies', async () => {
    expect(
      await app.inPage(`navigator.permissions.query({ name: 'geolocation' }).then(({ state }) => state)`),
    ).toBe('denied');
  });

  test('keeps the cookies of partitions apart', async () => {
    await app.inPage(`document.cookie = 'a=1'`);
    const cookies = await app.run(
      `{ const other = open({ partition: 'other' }); await other.loadURL('${server.url}/red');
         const cookie = await other.webContents.executeJavaScript('document.cookie'); other.destroy(); return cookie; }`,
    );
    expect(cookies).toBe('');
    expect(await app.inPage('document.cookie')).toBe('a=1');
  });

  test('hands a second instance over to the first', async () => {
    const second = await ProbeApp.start(screen, app.folder);
    expect(await second.ended()).toBe(0);
    await app.says('second-instance');
  });

  test('keeps a window whose page wants to stay, and quits in order', async () => {
    await load('/stay');
    await app.run(`void contents.sendInputEvent({ type: 'mouseDown', x: 9, y: 9 })`);
    await app.run(`void contents.sendInputEvent({ type: 'mouseUp', x: 9, y: 9 })`);
    await until('somebody was there', () => app.inPage('navigator.userActivation.hasBeenActive'));
    await app.run('void app.quit()');
    await app.says('will-prevent-unload');
    await load('/red').catch(() => {}); // the page wants to stay here as well
    await app.run(`void contents.removeAllListeners('will-prevent-unload')`);
    await app.run(`void contents.on('will-prevent-unload', (event) => event.preventDefault())`);
    app.forget();
    const family = childrenOf(app.child.pid ?? 0);
    app.child.kill('SIGTERM');
    expect(await app.ended()).toBe(0);
    // A page that is still being loaded fails when its window closes.
    const events = app.said().filter((name) => name !== 'failed');
    expect(events).toEqual(['before-quit', 'closed', 'will-quit', 'quit']);
    await until('its processes have ended', () => !family.some(isRunning));
  });
});
