import { join } from 'node:path';
import { app } from 'electron';
import { startServer } from '../server/index.ts';
import { parseServerOptions } from '../server/server-options.ts';
import { openWindow } from './window.ts';

const preload = join(import.meta.dirname, 'preload.cjs');

/** The server in this process and the wall on this machine's screen, until it is told to end. */
export async function runKiosk(argv: string[], env: NodeJS.ProcessEnv): Promise<void> {
  const stop = new AbortController();
  const options = parseServerOptions(argv, env);
  if (!options) return app.quit();
  const server = await startServer(options, stop.signal);
  app.once('will-quit', (event) => {
    event.preventDefault();
    stop.abort();
    void server.closed.then(() => app.quit());
  });
  await openWindow(preload, server.kioskUrl());
}
