/** Puts a text on the clipboard. False where the browser does not let a page do that. */
export async function copyText(text: string): Promise<boolean> {
  // Browsers hide `clipboard` from pages of plain HTTP, and most pages on a LAN are plain HTTP.
  if (!('clipboard' in navigator)) return copySelection(text);
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelection(text); // The browser forbids it to this page, but may still allow the old way.
  }
}

function copySelection(text: string): boolean {
  const focused = document.activeElement;
  const source = document.createElement('textarea');
  source.value = text;
  source.readOnly = true; // else a phone would show its keyboard for a moment
  source.style.position = 'fixed';
  source.style.opacity = '0';
  // While a modal dialog is open nothing outside it can be selected.
  (focused?.closest('dialog') ?? document.body).append(source);
  try {
    source.select();
    return document.execCommand('copy');
  } finally {
    source.remove();
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  }
}
