import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Builder, By, Capabilities, type WebDriver, type WebElement } from 'selenium-webdriver';
import { findProgram } from '../../../server/runtime/child/program.ts';
import { endingWithUs } from '../../fixtures/ending-with-us.ts';
import { freePorts } from '../../fixtures/free-ports.ts';
import { until } from '../../fixtures/until.ts';
import { XScreen } from '../electron/fixtures/x-screen.ts';
import { selectAll, type DrivenPage } from './driven-page.ts';

const driverProgram = findProgram('WebKitWebDriver');
/** The browser that comes with the library. Its folder has the name of the machine's kind. */
const [browserProgram] = globSync('/usr/lib/*/webkit{2gtk-4.1,gtk-6.0}/MiniBrowser');

/** What is missing for WebKit; undefined: nothing. */
export const webkitMissing =
  driverProgram === undefined || browserProgram === undefined || findProgram('Xvfb') === undefined
    ? 'WebKitWebDriver, its MiniBrowser or Xvfb is not installed'
    : undefined;

/** A tab of WebKitGTK, the engine of Safari, in its own window on its own screen. */
export class WebkitPage implements DrivenPage {
  readonly #driver: WebDriver;
  readonly #borrowed: AsyncDisposableStack;

  private constructor(driver: WebDriver, borrowed: AsyncDisposableStack) {
    this.#driver = driver;
    this.#borrowed = borrowed;
  }

  static async start(): Promise<WebkitPage> {
    if (driverProgram === undefined || browserProgram === undefined) throw new Error(webkitMissing);
    await using borrowed = new AsyncDisposableStack();
    const home = mkdtempSync(join(tmpdir(), 'rpicam-webkit-'));
    // Children of the browser may write for a moment after its end.
    borrowed.defer(() => rmSync(home, { recursive: true, force: true, maxRetries: 10 }));
    const screen = borrowed.use(await XScreen.start(1_280, 800));
    const [port = 0] = await freePorts(1);
    const child = spawn(...endingWithUs(driverProgram, [`--port=${port}`]), {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        ...process.env,
        // Nothing of the desktop of the person who runs the tests.
        ...{ HOME: home, DISPLAY: screen.display, GDK_BACKEND: 'x11' },
        // No OpenGL. Without a graphics card it is Mesa's, which hangs on a busy machine: a worker that paints waits for
        // ever, in 8 of 10 walls with three browsers on two cores.
        WEBKIT_DISABLE_COMPOSITING_MODE: '1',
      },
    });
    borrowed.defer(async () => {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    });
    const url = `http://127.0.0.1:${port}`;
    await until('WebKitWebDriver listens', () =>
      fetch(`${url}/status`).then(
        ({ ok }) => ok,
        () => false, // It does not listen yet.
      ),
    );
    const wished = new Capabilities({
      browserName: 'MiniBrowser',
      'webkitgtk:browserOptions': { binary: browserProgram, args: ['--automation'] },
    });
    const driver = await new Builder().usingServer(url).withCapabilities(wished).build();
    borrowed.defer(() => driver.quit());
    await driver.manage().window().setRect({ x: 0, y: 0, width: 1_280, height: 800 });
    return new WebkitPage(driver, borrowed.move());
  }

  async open(url: string): Promise<void> {
    await this.#driver.get(url);
  }

  async evaluate(expression: string): Promise<unknown> {
    const json = await this.#driver.executeScript<string | null>(
      `return (async () => JSON.stringify(await (${expression})))()`,
    );
    return json === null ? undefined : (JSON.parse(json) as unknown);
  }

  async click(xpath: string): Promise<void> {
    await (await this.#find(xpath)).click();
  }

  async fill(xpath: string, text: string): Promise<void> {
    const element = await this.#find(xpath);
    await element.click();
    await this.evaluate(selectAll);
    await element.sendKeys(text);
  }

  async screenshot(): Promise<Buffer> {
    return Buffer.from(await this.#driver.takeScreenshot(), 'base64');
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#borrowed.disposeAsync();
  }

  async #find(xpath: string): Promise<WebElement> {
    return this.#driver.findElement(By.xpath(xpath));
  }
}
