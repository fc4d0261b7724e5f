/** Whether a host name means the machine that this page is shown on, so that no network lies between page and server. */
export function isThisMachine(hostname: string): boolean {
  return /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
