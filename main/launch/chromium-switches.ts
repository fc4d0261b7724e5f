/**
 * Switches of Chromium and Electron that may stand among ours. Both read them from the command line themselves; what
 * is not here is refused, so that a misspelt flag of ours is never silently one of theirs.
 */
const passedOver = new Set([
  'ozone-platform',
  'ozone-platform-hint',
  'js-flags',
  'disable-gpu',
  'disable-gpu-compositing',
  'use-gl',
  'use-angle',
  'force-device-scale-factor',
  'touch-events',
  'password-store',
  'enable-features',
  'disable-features',
  'enable-logging',
  // For developers and tests; who may start the kiosk may do worse. A packaged one has --inspect fused off.
  'remote-debugging-port',
  'remote-debugging-pipe',
  'inspect',
  'inspect-brk',
  // Never shipped and never added by us: Electron refuses to run as root without it, and says so.
  'no-sandbox',
]);

/** @param name without dashes and value */
export function isChromiumSwitch(name: string): boolean {
  return passedOver.has(name);
}
