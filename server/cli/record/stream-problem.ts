import type { CaptureError } from '../../contract/capture-error.ts';

/** What went wrong with a stream, and what the user can do. @param source the address as it may be shown */
export function streamProblem({ code, message }: CaptureError, source: string, retry: boolean): string {
  const orRetry = retry ? '' : ', or use --retry, which connects again';
  switch (code) {
    case 'unreachable':
      return `${source} cannot be read: ${message}. Check the address, the power of the camera and the network${orRetry}.`;
    case 'unauthorized':
      return `${source} refuses the login: ${message}. Write the login into the address: http://user:password@…`;
    case 'stalled':
      return `${source}: ${message}. Check that the camera runs${orRetry}.`;
    case 'ended':
      return `${source}: ${message}. Check that the camera runs${orRetry}.`;
    case 'malformed-http':
      return `${source} answers no HTTP: ${message}. Check that address and port are those of its pictures.`;
    default:
      return `${source}: ${message}.`;
  }
}
