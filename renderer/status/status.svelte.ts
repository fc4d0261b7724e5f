import { errorText } from '../../server/contract/error-text.ts';
import type { Health } from '../../server/contract/health.ts';
import { historyPath, historySchema, type HistoryReport } from '../../server/contract/history.ts';
import { answerTo, fetchHealth } from '../api.ts';
import { pause } from '../pause.ts';

const healthIntervalMs = 2_000;
const historyIntervalMs = 5_000;

/** How the cameras and the machine are, and were for the last ten minutes. */
export class Status {
  /** Undefined until the server answered for the first time. */
  health = $state.raw<Health>();
  history = $state.raw<HistoryReport>();
  /** Why the server does not answer now; what is shown is then what it said last. */
  problem = $state.raw<string>();

  /** Keeps up with the server until `signal` aborts. Never rejects. */
  async follow(signal: AbortSignal): Promise<void> {
    await Promise.all([
      this.#repeat(healthIntervalMs, async () => (this.health = await fetchHealth(signal)), signal),
      this.#repeat(
        historyIntervalMs,
        async () => (this.history = historySchema.parse(await (await answerTo(historyPath)).json())),
        signal,
      ),
    ]);
  }

  async #repeat(intervalMs: number, ask: () => Promise<unknown>, signal: AbortSignal): Promise<void> {
    for (; !signal.aborted; await pause(intervalMs, signal)) {
      try {
        await ask();
        this.problem = undefined;
      } catch (error) {
        if (!signal.aborted) this.problem = errorText(error);
      }
    }
  }
}
