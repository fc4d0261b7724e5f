import '../../no-eval.ts';
import { LiveEngine } from './live-engine.ts';
import type { PageMessage, WorkerMessage } from './worker-messages.ts';

// The worker lives until the page terminates it, so this signal never aborts.
const lifetime = new AbortController().signal;
let engine: LiveEngine | undefined;

addEventListener('message', ({ data: message }: MessageEvent<PageMessage>) => {
  if (message.type === 'start') {
    engine = new LiveEngine(message, (answer: WorkerMessage) => postMessage(answer));
    // A failure of the engine becomes an error of the worker, and then the page starts another worker.
    engine.run(lifetime).catch(fail);
  } else engine?.take(message);
});

function fail(error: unknown): void {
  setTimeout(() => {
    throw error;
  });
}
