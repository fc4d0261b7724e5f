import {
  hooksPath,
  hooksReportSchema,
  type HooksReport,
} from '../../../../server/contract/hook/hook-state.ts';
import { answerTo, send } from '../../../api.ts';
import { readAnswer } from '../../../read-answer.ts';

/** The server starts a process for each new file of a hook. */
const timeoutMs = 30_000;

/** @throws RefusedRequest, UnexpectedAnswer, or what fetch throws */
export function readHooks(): Promise<HooksReport> {
  return readAnswer(answerTo(hooksPath, { timeoutMs }), hooksReportSchema);
}

/** Starts one hook of a camera anew. @throws RefusedRequest, or what fetch throws */
export async function retryHook(camera: string, place: number): Promise<void> {
  await send('POST', `/api/cameras/${encodeURIComponent(camera)}/hooks/retry`, { place });
}
