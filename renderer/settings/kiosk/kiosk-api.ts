import { z } from 'zod';
import {
  kioskPath,
  kioskReportSchema,
  kioskScreenshotPath,
  type KioskAction,
  type KioskChange,
  type KioskReport,
} from '../../../server/contract/kiosk/kiosk.ts';
import { wallSchema, wallsPath } from '../../../server/contract/wall.ts';
import { answerTo, send } from '../../api.ts';
import { readAnswer } from '../../read-answer.ts';

/** Before the answer, the kiosk may have to wake a display and load a page. */
const actTimeoutMs = 15_000;

// Each of these throws RefusedRequest, UnexpectedAnswer, or what fetch throws.

/** Is refused with 404 if the server has no screen of its own. Its health tells that, too. */
export function readKiosk(): Promise<KioskReport> {
  return readAnswer(answerTo(kioskPath), kioskReportSchema);
}

export function changeKiosk(change: KioskChange): Promise<KioskReport> {
  return readAnswer(send('PATCH', kioskPath, change, {}, actTimeoutMs), kioskReportSchema);
}

export function commandKiosk(action: KioskAction): Promise<KioskReport> {
  return readAnswer(send('POST', kioskPath, action, {}, actTimeoutMs), kioskReportSchema);
}

/** A screenshot of a display. */
export async function readScreenshot(display: string): Promise<Blob> {
  const path = `${kioskScreenshotPath}?${new URLSearchParams({ display })}`;
  return (await answerTo(path, { timeoutMs: actTimeoutMs })).blob();
}

/** Names of the walls that are saved or open. */
export async function readWallNames(): Promise<string[]> {
  const { walls } = await readAnswer(answerTo(wallsPath), z.object({ walls: z.array(wallSchema) }));
  return walls.map(({ name }) => name);
}
