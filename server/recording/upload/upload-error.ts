import { errorText } from '../../contract/error-text.ts';
import { uploadReasonText, type UploadProblem, type UploadReason } from '../../contract/upload.ts';
import { errnoOf } from '../../runtime/errno.ts';

/** Why an upload failed. `message` is for people. */
export class UploadError extends Error {
  override readonly name = 'UploadError';
  readonly reason: UploadReason;

  constructor(reason: UploadReason, detail: string, options?: ErrorOptions) {
    const words = detail.trim().replace(/\.$/, '').slice(0, 300);
    super(`${uploadReasonText[reason].title}${words === '' ? '' : `: ${words}`}.`, options);
    this.reason = reason;
  }

  get problem(): UploadProblem {
    return { reason: this.reason, message: this.message, advice: uploadReasonText[this.reason].advice };
  }
}

const reasonOfCode: Partial<Record<string, UploadReason>> = {
  InvalidAccessKeyId: 'wrong-key',
  SignatureDoesNotMatch: 'wrong-key',
  InvalidToken: 'wrong-key',
  AccessDenied: 'no-permission',
  AllAccessDisabled: 'no-permission',
  NoSuchBucket: 'no-bucket',
  PermanentRedirect: 'wrong-region',
  TemporaryRedirect: 'wrong-region',
  AuthorizationHeaderMalformed: 'wrong-region',
  IllegalLocationConstraintException: 'wrong-region',
  RequestTimeTooSkewed: 'clock',
  RequestExpired: 'clock',
  BadDigest: 'checksum',
  XAmzContentSHA256Mismatch: 'checksum',
  IncompleteBody: 'cut',
  RequestTimeout: 'timeout',
  SlowDown: 'server-error',
  QuotaExceeded: 'server-full',
  XMinioStorageFull: 'server-full',
  TimeoutError: 'timeout',
};
const unreachable = /^(ENOTFOUND|EAI_|ECONNREFUSED|EHOST|ENET|EADDRNOTAVAIL|ETIMEDOUT)/;
const untrusted =
  /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS_|ERR_SSL_|EPROTO|HOSTNAME_MISMATCH|INVALID_CA|PATH_LENGTH)/;

/** Names what the S3 client or the network threw. */
export function uploadError(error: unknown): UploadError {
  if (error instanceof UploadError) return error;
  const errno = errnoOf(error);
  const code = error instanceof Error ? error.name : '';
  const status = statusOf(error);
  return new UploadError(reasonOf(code, errno, status), detailOf(error, status), { cause: error });
}

function reasonOf(code: string, errno: string, status: number | undefined): UploadReason {
  if (['ECONNRESET', 'EPIPE'].includes(errno)) return 'cut';
  if (unreachable.test(errno)) return 'unreachable';
  if (untrusted.test(errno)) return 'tls';
  const known = reasonOfCode[code];
  if (known) return known;
  if (errno.startsWith('HPE_')) return 'server-error';
  if (status === undefined) return 'refused';
  if (status === 401) return 'wrong-key';
  if (status === 403) return 'no-permission';
  if (status >= 300 && status < 400) return 'wrong-region';
  if (status === 501) return 'refused';
  if (status === 507) return 'server-full';
  if (status === 408) return 'timeout';
  if (status >= 500 || status === 429) return 'server-error';
  return 'refused';
}

/** The status of the storage's answer; undefined: there was none. */
function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined;
  const { $metadata: metadata } = error;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}

function detailOf(error: unknown, status: number | undefined): string {
  const text = errorText(error);
  // An answer without a text of its own, e.g. that of a proxy.
  const isWordless = text === '' || /^UnknownError$|Deserialization error/.test(text);
  return status === undefined ? text : isWordless ? `its answer has the status ${status}` : text;
}
