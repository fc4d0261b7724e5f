import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import BidiConnection from 'selenium-webdriver/bidi/index.js';
import { z } from 'zod';
import { findProgram } from '../../../server/runtime/child/program.ts';
import { endingWithUs } from '../../fixtures/ending-with-us.ts';
import { patienceMs } from '../../fixtures/patience.ts';
import { elementBy, selectAll, type DrivenPage } from './driven-page.ts';

const answerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('success'), result: z.unknown() }),
  z.object({ type: z.literal('error'), error: z.string(), message: z.string() }),
]);
const treeSchema = z.object({ contexts: z.tuple([z.object({ context: z.string() })]) });
const evaluatedSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('success'), result: z.object({ value: z.string().optional() }) }),
  z.object({ type: z.literal('exception'), exceptionDetails: z.object({ text: z.string() }) }),
]);
const nodesSchema = z.object({ nodes: z.array(z.object({ sharedId: z.string() })) });
const pictureSchema = z.object({ data: z.base64() });

/** Debian's Firefox; undefined when it is not installed. */
export const firefoxProgram = findProgram('firefox-esr') ?? findProgram('firefox');

/**
 * A tab of Debian's Firefox. It speaks WebDriver BiDi without geckodriver, which Debian 12 does not have. (Playwright's
 * own client asks for commands that Firefox ESR does not know yet.)
 */
export class FirefoxPage implements DrivenPage {
  readonly #process: ChildProcess;
  readonly #home: string;
  readonly #connection: BidiConnection;
  #tab = '';

  private constructor(process: ChildProcess, home: string, url: string) {
    this.#process = process;
    this.#home = home;
    this.#connection = new BidiConnection(url);
  }

  static async start(): Promise<FirefoxPage> {
    if (firefoxProgram === undefined) throw new Error('there is no Firefox');
    const home = mkdtempSync(join(tmpdir(), 'rpicam-firefox-'));
    const args = ['--headless', '--no-remote', '--profile', home, '--remote-debugging-port', '0'];
    const child = spawn(...endingWithUs(firefoxProgram, args), {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, HOME: home },
    });
    try {
      const page = new FirefoxPage(child, home, `${await listening(child)}/session`);
      await page.#begin();
      return page;
    } catch (error) {
      child.kill('SIGKILL');
      removeHome(home);
      throw error;
    }
  }

  async open(url: string): Promise<void> {
    await this.#send('browsingContext.navigate', { context: this.#tab, url, wait: 'complete' });
  }

  async evaluate(expression: string): Promise<unknown> {
    const answer = await this.#send('script.evaluate', {
      expression: `(async () => JSON.stringify(await (${expression})))()`,
      target: { context: this.#tab },
      awaitPromise: true,
    });
    const evaluated = evaluatedSchema.parse(answer);
    if (evaluated.type === 'exception') throw new Error(evaluated.exceptionDetails.text);
    const { value } = evaluated.result;
    return value === undefined ? undefined : (JSON.parse(value) as unknown);
  }

  async click(xpath: string): Promise<void> {
    await this.evaluate(`${elementBy(xpath)}.scrollIntoView({ block: 'center' })`);
    const origin = { type: 'element', element: await this.#find(xpath) };
    await this.#act({
      type: 'pointer',
      id: 'mouse',
      actions: [
        { type: 'pointerMove', x: 0, y: 0, origin },
        { type: 'pointerDown', button: 0 },
        { type: 'pointerUp', button: 0 },
      ],
    });
  }

  async fill(xpath: string, text: string): Promise<void> {
    await this.click(xpath);
    await this.evaluate(selectAll);
    const actions = [...text].flatMap((value) => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ]);
    await this.#act({ type: 'key', id: 'keyboard', actions });
  }

  async screenshot(): Promise<Buffer> {
    const answer = await this.#send('browsingContext.captureScreenshot', { context: this.#tab });
    return Buffer.from(pictureSchema.parse(answer).data, 'base64');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const ended = once(this.#process, 'exit');
      try {
        await this.#send('browser.close', {});
      } catch {
        this.#process.kill('SIGKILL'); // It hangs, and the test has said so.
      }
      await ended;
    }
    await this.#connection.close();
    removeHome(this.#home);
  }

  async #begin(): Promise<void> {
    await this.#send('session.new', { capabilities: {} });
    const { contexts } = treeSchema.parse(await this.#send('browsingContext.getTree', {}));
    this.#tab = contexts[0].context;
    const viewport = { width: 1_280, height: 720 };
    await this.#send('browsingContext.setViewport', { context: this.#tab, viewport });
  }

  async #find(xpath: string): Promise<{ sharedId: string }> {
    const locator = { type: 'xpath', value: xpath };
    const answer = await this.#send('browsingContext.locateNodes', {
      context: this.#tab,
      locator,
      maxNodeCount: 1,
    });
    const [node] = nodesSchema.parse(answer).nodes;
    if (!node) throw new Error(`there is no ${xpath}`);
    return { sharedId: node.sharedId };
  }

  async #act(source: { type: 'pointer' | 'key'; id: string; actions: object[] }): Promise<void> {
    await this.#send('input.performActions', { context: this.#tab, actions: [source] });
  }

  async #send(method: string, params: object): Promise<unknown> {
    const answer = answerSchema.parse(await this.#connection.send({ method, params }));
    if (answer.type === 'error') throw new Error(`${method}: ${answer.error}: ${answer.message}`);
    return answer.result;
  }
}

/** Children of the browser may write for a moment after its end. */
function removeHome(home: string): void {
  rmSync(home, { recursive: true, force: true, maxRetries: 10 });
}

/** The address at which the new browser listens. */
async function listening(child: ChildProcess): Promise<string> {
  if (!child.stderr) throw new Error('the output of Firefox cannot be read');
  const output = createInterface({ input: child.stderr });
  const told: string[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const fail = (why: string) => reject(new Error(`Firefox ${why}:\n${told.join('\n')}`));
  const timer = setTimeout(() => fail('does not say that it listens'), patienceMs);
  child.once('exit', (code) => fail(`ended with ${code}`));
  child.once('error', reject);
  output.on('line', (line) => {
    const address = /WebDriver BiDi listening on (ws:\S+)/.exec(line)?.[1];
    if (address !== undefined) resolve(address);
    else if (told.length < 50) told.push(line);
  });
  return promise.finally(() => clearTimeout(timer));
}
