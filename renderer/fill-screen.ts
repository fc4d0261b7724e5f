/** A window manager needs about this time to size a new window. */
const settleMs = 1_000;

/**
 * Makes a kiosk window as large as its screen. On an X server without a window manager nothing else does that:
 * Chromium's --kiosk leaves the window 1050 pixels wide (seen with 156). Browsers ignore this in an ordinary tab.
 */
export function fillScreen(): void {
  setTimeout(() => {
    if (window.outerWidth >= screen.width && window.outerHeight >= screen.height) return;
    window.moveTo(0, 0);
    window.resizeTo(screen.width, screen.height);
  }, settleMs);
}
