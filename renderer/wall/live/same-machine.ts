/** Whether the server runs where this page is shown, so that pictures cross no network. */
export function isSameMachine(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
