/** Puts a text on the clipboard. False where the browser does not let a page do that. */
export async function copyText(text: string): Promise<boolean> {
  // Missing in plain HTTP, which is what a Pi on the LAN has.
  if (!('clipboard' in navigator)) return copySelection(text);
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelection(text); // not allowed to this page: the old way may be
  }
}

function copySelection(text: string): boolean {
  const focused = document.activeElement;
  const source = document.createElement('textarea');
  source.value = text;
  source.style.position = 'fixed';
  source.style.opacity = '0';
  document.body.append(source);
  try {
    source.select();
    return document.execCommand('copy');
  } finally {
    source.remove();
    if (focused instanceof HTMLElement) focused.focus();
  }
}
