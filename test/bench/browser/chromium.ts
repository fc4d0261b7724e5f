import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Page } from 'playwright';
import { z } from 'zod';
import { chromiumLaunch } from '../../../build/chromium.ts';
import { processTree, readPssMib } from '../meter/process-tree.ts';

const processesSchema = z.object({
  processInfo: z.array(z.object({ type: z.string(), id: z.number() })),
});

/** A browser with one page, measured from outside. */
export interface MeasuredBrowser extends AsyncDisposable {
  page: Page;
  /** Root of its process tree. */
  pid: number;
  /** Proportional set size of the process that shows the page. */
  rendererPssMib(): Promise<number>;
  /** And of all of the browser. */
  pssMib(): number;
}

/** Debian's Chromium, headless, at the size of a full-HD screen. */
export async function startBrowser(): Promise<MeasuredBrowser> {
  const browser = await chromium.launch(chromiumLaunch);
  try {
    const devtools = await browser.newBrowserCDPSession();
    const processes = async (type: string) => {
      const answer = processesSchema.parse(await devtools.send('SystemInfo.getProcessInfo'));
      return answer.processInfo.filter((process) => process.type === type);
    };
    const pid = (await processes('browser'))[0]?.id;
    if (pid === undefined) throw new Error('Chromium does not name its process');
    const context = await browser.newContext({ viewport: { width: 1_920, height: 1_080 } });
    return {
      page: await context.newPage(),
      pid,
      // Chromium keeps a spare one for the next page: the largest is the one at work.
      rendererPssMib: async () =>
        Math.max(
          ...(await processes('renderer')).map(({ id }) => readPssMib([{ pid: id, name: 'renderer' }])),
        ),
      pssMib: () => readPssMib(processTree(pid)),
      [Symbol.asyncDispose]: () => browser.close(),
    };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/** A page that shows streams as an <img> each, in the same grid as the wall: what people put together themselves. */
export async function serveImagePage(streamUrls: string[]): Promise<AsyncDisposable & { url: string }> {
  const columns = Math.ceil(Math.sqrt(streamUrls.length));
  const images = streamUrls.map((url) => `<img src="${url}">`).join('');
  const html =
    `<!doctype html><style>body{margin:0;height:100vh;display:grid;background:#000;` +
    `grid-template-columns:repeat(${columns},1fr)}img{width:100%;height:100%;object-fit:contain;min-height:0}` +
    `</style>${images}`;
  const server = createServer((_request, response) =>
    response.writeHead(200, { 'Content-Type': 'text/html' }).end(html),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
