/** Runs `work` whenever the page can be seen, until `signal` aborts; it is ended while the page is in the background. */
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
