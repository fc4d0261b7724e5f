/** Gives `root` the class "idle" while the pointer has not moved for `idleMs`; theme.css hides the cursor then. */
export function hideIdleCursor(root: HTMLElement, idleMs: number, signal: AbortSignal): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const moved = () => {
    root.classList.remove('idle');
    clearTimeout(timer);
    timer = setTimeout(() => root.classList.add('idle'), idleMs);
  };
  root.addEventListener('pointermove', moved, { signal });
  root.addEventListener('pointerdown', moved, { signal });
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  moved();
}
