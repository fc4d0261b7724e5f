import { errorText } from '../../contract/error-text.ts';
import { webhookReasonText, type WebhookAnswer, type WebhookReason } from '../../contract/webhook.ts';
import { errnoOf } from '../../runtime/errno.ts';

/** Why a message was not delivered. `message` is for people; it never has the path of the target, which may be secret. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError';
  readonly reason: WebhookReason;
  /** Of the target's answer. */
  readonly status: number | undefined;
  readonly answer: string;
  /** The target wants no other attempt before. */
  readonly retryAfterMs: number | undefined;

  constructor(
    reason: WebhookReason,
    detail: string,
    given: { status?: number; answer?: string; retryAfterMs?: number | undefined; cause?: unknown } = {},
  ) {
    const words = detail.trim().replace(/\.$/, '').slice(0, 300);
    super(`${webhookReasonText[reason].title}${words === '' ? '' : `: ${words}`}.`, { cause: given.cause });
    this.reason = reason;
    this.status = given.status;
    this.answer = given.answer ?? '';
    this.retryAfterMs = given.retryAfterMs;
  }

  get isPassing(): boolean {
    return webhookReasonText[this.reason].isPassing;
  }

  get problem(): NonNullable<WebhookAnswer['problem']> {
    return { reason: this.reason, message: this.message, advice: webhookReasonText[this.reason].advice };
  }
}

const unreachable = /^(ECONNREFUSED|EHOST|ENET|EADDRNOTAVAIL|ETIMEDOUT|EACCES|EPERM)/;
const noHost = /^(ENOTFOUND|EAI_)/;
const untrusted =
  /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS_|ERR_SSL_|EPROTO|HOSTNAME_MISMATCH|INVALID_CA|PATH_LENGTH)/;

/** Names what the network threw. */
export function webhookError(error: unknown): WebhookError {
  if (error instanceof WebhookError) return error;
  // Of several addresses that were tried, the last one's error.
  const inner: unknown = error instanceof AggregateError ? error.errors.at(-1) : error;
  const errno = errnoOf(inner);
  const named = (reason: WebhookReason) =>
    new WebhookError(reason, errno || errorText(inner), { cause: error });
  if (noHost.test(errno)) return named('no-host');
  if (unreachable.test(errno)) return named('unreachable');
  if (untrusted.test(errno)) return named('tls');
  if (errno.startsWith('HPE_')) return named('not-http');
  return named('cut');
}
