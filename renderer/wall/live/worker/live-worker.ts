import '../../../no-eval.ts';
import { LiveEngine } from './live-engine.ts';
import type { PageMessage, WorkerMessage } from './worker-messages.ts';

// Lives until the page ends it: what it began ends with it.
const lifetime = new AbortController().signal;
let engine: LiveEngine | undefined;

addEventListener('message', ({ data: message }: MessageEvent<PageMessage>) => {
  if (message.type === 'start') {
    engine = new LiveEngine(message, (answer: WorkerMessage) => postMessage(answer));
    // What goes wrong in it is an error of the worker: then the page starts another.
    engine.run(lifetime).catch(fail);
  } else engine?.take(message);
});

function fail(error: unknown): void {
  setTimeout(() => {
    throw error;
  });
}
