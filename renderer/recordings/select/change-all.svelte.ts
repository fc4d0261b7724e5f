import { errorText } from '../../../server/contract/error-text.ts';
import type { RecordingEntry } from '../../../server/contract/recording.ts';

export type ChangeState =
  | { kind: 'idle' }
  | { kind: 'running'; what: string; done: number; total: number }
  | { kind: 'failed'; what: string; done: number; total: number; why: string };

/** Changes many recordings, one after the other, and stops at the first that fails. */
export class ChangeAll {
  state = $state.raw<ChangeState>({ kind: 'idle' });

  get isRunning(): boolean {
    return this.state.kind === 'running';
  }

  /** True: all were changed. @param what in words, for example "Protecting" */
  async run(
    what: string,
    entries: readonly RecordingEntry[],
    change: (entry: RecordingEntry) => Promise<void>,
  ): Promise<boolean> {
    const total = entries.length;
    for (const [done, entry] of entries.entries()) {
      this.state = { kind: 'running', what, done, total };
      try {
        await change(entry);
      } catch (error) {
        this.state = { kind: 'failed', what, done, total, why: errorText(error) };
        return false;
      }
    }
    this.state = { kind: 'idle' };
    return true;
  }
}
