/** Time for a window manager to do it. */
const settleMs = 1_000;

/**
 * Makes a kiosk window as large as its screen. On a bare X server nobody else does: without a window manager
 * Chromium's --kiosk leaves it 1050 pixels wide (seen with 156). Browsers ignore this in an ordinary tab.
 */
export function fillScreen(): void {
  setTimeout(() => {
    if (window.outerWidth >= screen.width && window.outerHeight >= screen.height) return;
    window.moveTo(0, 0);
    window.resizeTo(screen.width, screen.height);
  }, settleMs);
}
