import type { ConfigStore } from '../../../config/config-store.ts';
import { isJsonObject } from '../../../contract/config/patch-body.ts';
import { parseSettingsPatch } from '../../../contract/config/settings-body.ts';
import { webhookSchema } from '../../../contract/config/webhook.ts';
import { webhookAnswerSchema, webhookListSchema, webhooksPath } from '../../../contract/webhook.ts';
import type { Webhooks } from '../../../event/webhook/webhooks.ts';
import { ApiError } from '../../message/api-error.ts';
import { operation, type Operation } from '../../operation/operation.ts';
import { refusal } from '../config-edit.ts';

export interface WebhookRouteParts {
  store: ConfigStore;
  webhooks: Webhooks;
  /** Aborts when the server ends. */
  stopping: AbortSignal;
}

/** `/api/webhooks`: programs elsewhere that are told of events. They are set by PATCH /api/settings. */
export function webhookOperations({ store, webhooks, stopping }: WebhookRouteParts): Operation[] {
  return [
    operation({
      method: 'get',
      path: webhooksPath,
      guard: 'admin',
      noStore: true,
      group: 'Events',
      summary: 'The webhooks: what waits, what was sent, and what came back last',
      description: 'They are set by `PATCH /api/settings` with the list `webhooks`.',
      answers: { 200: { description: 'As it is now', schema: webhookListSchema } },
      handle(_request, response) {
        response.json({ webhooks: webhooks.reports });
      },
    }),
    operation({
      method: 'post',
      path: `${webhooksPath}/{id}/test`,
      guard: 'admin',
      group: 'Events',
      summary: 'Sends a message of the type "test" and tells what came back',
      description:
        'The body has fields of an entry of `webhooks`; what is left out is as it is set. Nothing is saved, and a ' +
        'message that fails is not sent again.',
      body: { schema: webhookSchema.partial(), size: 'small', example: {} },
      answers: { 200: { description: 'Whether it was taken, and if not, why', schema: webhookAnswerSchema } },
      errors: [400, 404, 409],
      async handle(request, response) {
        const { id } = request.params;
        const patch: unknown = request.body ?? {};
        const set = store.current.webhooks.find((webhook) => webhook.id === id);
        if (!set && !(isJsonObject(patch) && patch['url'])) throw unknownWebhook();
        const merged = isJsonObject(patch) ? { ...set, secret: '', ...patch, id } : patch;
        const parsed = parseSettingsPatch({ webhooks: [merged] }, store.current);
        if (!parsed.ok) throw refusal(parsed);
        const [webhook] = parsed.config.webhooks;
        if (!webhook) throw unknownWebhook();
        const answer = await webhooks.test(webhook, stopping);
        if (!answer) throw new ApiError(409, 'test-running', 'Another test is running; wait for its end.');
        response.json(answer);
      },
    }),
  ];
}

function unknownWebhook(): ApiError {
  return new ApiError(404, 'unknown-webhook', 'There is no such webhook.');
}
