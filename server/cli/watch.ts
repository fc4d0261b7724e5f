import { systemClock } from '../runtime/clock.ts';
import { CommandError, RequestError } from './command-error.ts';
import type { ServerAddress } from './server-address.ts';
import { WatchScreen } from './watch/watch-screen.ts';
import { readCameras, type CameraView } from './watch/read-cameras.ts';
import { cameraLine, watchFrame, type WatchView } from './watch/watch-table.ts';

const intervalMs = 1_000;

/**
 * Shows the cameras until the user or a signal ends it: on a terminal as a table that is redrawn, else as lines. A
 * server that is away is waited for.
 * @throws RequestError when the server refuses the requests
 */
export async function watch(server: ServerAddress): Promise<void> {
  const end = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => end.abort());
  if (!process.stdout.isTTY) {
    await poll(server, end.signal, writeLines);
    return;
  }
  using screen = new WatchScreen(process.stdin, process.stdout, () => end.abort());
  screen.open();
  let view: WatchView = { address: server.base.href, cameras: undefined, at: undefined, problem: undefined };
  const draw = () => screen.draw((size) => watchFrame(view, size));
  screen.onResize(draw);
  draw();
  await poll(server, end.signal, (answer) => {
    view =
      answer.problem === undefined
        ? { ...view, cameras: answer.cameras, at: new Date(), problem: undefined }
        : { ...view, problem: answer.problem };
    draw();
  });
}

type PollAnswer = { problem: undefined; cameras: CameraView[] } | { problem: string };

/** Asks every second until `signal` aborts. */
async function poll(
  server: ServerAddress,
  signal: AbortSignal,
  show: (answer: PollAnswer) => void,
): Promise<void> {
  while (!signal.aborted) {
    const answer = await ask(server, signal);
    if (signal.aborted) return;
    show(answer);
    await systemClock.sleep(intervalMs, signal);
  }
}

async function ask(server: ServerAddress, signal: AbortSignal): Promise<PollAnswer> {
  try {
    return { problem: undefined, cameras: await readCameras(server, signal) };
  } catch (error) {
    // A server that refuses a request now will refuse it in a second too. A server that is away or in trouble may come
    // back.
    if (error instanceof CommandError) return { problem: error.message };
    if (error instanceof RequestError && (error.status >= 500 || error.status === 429)) {
      return { problem: error.message };
    }
    throw error;
  }
}

function writeLines(answer: PollAnswer): void {
  const time = new Date().toISOString();
  if (answer.problem !== undefined) {
    process.stderr.write(`${time} ${answer.problem}\n`);
    return;
  }
  for (const camera of answer.cameras) process.stdout.write(`${time} ${cameraLine(camera)}\n`);
}
