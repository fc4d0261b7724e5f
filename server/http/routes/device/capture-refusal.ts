import { captureErrorText, type CaptureError } from '../../../contract/capture-error.ts';
import { ApiError } from '../../message/api-error.ts';

/** 503 for a device that cannot be used, with the name of the failure and with advice. */
export function captureRefusal({ code, message }: CaptureError): ApiError {
  const { title, advice } = captureErrorText[code];
  return new ApiError(503, code, `${title}: ${message}. ${advice}`);
}
