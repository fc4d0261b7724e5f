/** Runs `work` while the page is visible, until `signal` aborts. In the background the signal of `work` is aborted. */
export function whileVisible(work: (signal: AbortSignal) => Promise<void>, signal: AbortSignal): void {
  let shown: AbortController | undefined;
  const update = () => {
    const visible = document.visibilityState === 'visible' && !signal.aborted;
    if (visible === (shown !== undefined)) return;
    shown?.abort();
    shown = visible ? new AbortController() : undefined;
    if (shown) void work(shown.signal);
  };
  document.addEventListener('visibilitychange', update, { signal });
  signal.addEventListener('abort', update, { once: true });
  update();
}
