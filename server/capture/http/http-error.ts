import { CaptureError } from '../../contract/capture-error.ts';
import { errorText } from '../../contract/error-text.ts';
import type { Login } from './authorization.ts';
import { MalformedHttp } from './malformed-http.ts';

/** Turns an error of a request to `host` into a CaptureError; the password of `login` is removed from its text. */
export function httpError(error: unknown, { host }: URL, login: Login | undefined): CaptureError {
  if (error instanceof CaptureError) return error;
  if (error instanceof MalformedHttp) {
    const secret = login?.password ?? '';
    const text = secret === '' ? error.message : error.message.replaceAll(secret, '***');
    return new CaptureError('malformed-http', `${host}: ${text}`, { cause: error });
  }
  const code = isErrno(error) ? (error.code ?? '') : '';
  // after the semicolon Node gives advice on its own options
  const text = lastText(error).split(';')[0];
  // A certificate that is not trusted is never accepted: a machine between camera and server would get the password.
  const detail = /CERT|SELF_SIGNED|UNABLE_TO_/.test(code)
    ? `the certificate of ${host} is not trusted (${text}); NODE_EXTRA_CA_CERTS can name a file with it`
    : `${host}: ${text}`;
  return new CaptureError('unreachable', detail, { cause: error });
}

/** After several tried addresses Node throws their errors together, without a message. */
function lastText(error: unknown): string {
  const last: unknown = error instanceof AggregateError ? error.errors.at(-1) : error;
  return errorText(last);
}

function isErrno(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error;
}
