import type { Webhook } from '../../../../server/contract/config/webhook.ts';
import {
  webhookAnswerSchema,
  webhookListSchema,
  webhooksPath,
  type WebhookAnswer,
  type WebhookReport,
} from '../../../../server/contract/webhook.ts';
import { answerTo, send } from '../../../api.ts';
import { readAnswer } from '../../../read-answer.ts';

/** @throws RefusedRequest, UnexpectedAnswer, or what fetch throws; so does the other */
export async function readWebhooks(): Promise<WebhookReport[]> {
  return (await readAnswer(answerTo(webhooksPath), webhookListSchema)).webhooks;
}

/** The server waits up to ten seconds for the target. */
const testMs = 20_000;

/** Sends a test message with these settings, saved or not. */
export function testWebhook({ id, ...webhook }: Webhook): Promise<WebhookAnswer> {
  const path = `${webhooksPath}/${encodeURIComponent(id)}/test`;
  return readAnswer(send('POST', path, webhook, {}, testMs), webhookAnswerSchema);
}
