/** Why there is no answer, and what to do, in one line. @param base the address that was asked */
export function connectionProblem(error: unknown, base: URL, timeoutMs: number): string {
  const where = base.href.replace(/\/$/, '');
  const { code = '', name, message } = error as NodeJS.ErrnoException;
  if (name === 'TimeoutError' || code === 'ETIMEDOUT') {
    return `no answer from ${where} within ${timeoutMs / 1_000} s`;
  }
  switch (code) {
    case 'ECONNREFUSED':
      return (
        `no server at ${where}. Start it with "rpicam-kiosk serve", ` +
        'or say where it is with --base-url or RPICAM_BASE_URL.'
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `no machine has the name ${base.hostname}`;
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `${where} cannot be reached over the network`;
    case 'ECONNRESET':
    case 'EPIPE':
      return `${where} closed the connection without an answer`;
    case 'EPROTO':
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
      return `${where} does not speak HTTPS; try http://${base.host}`;
    default:
      return code.startsWith('HPE_')
        ? `${where} does not speak HTTP; try https://${base.host}`
        : `no answer from ${where}: ${message}`;
  }
}
