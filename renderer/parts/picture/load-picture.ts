/** True when the next picture has loaded into `img`. A request that takes too long is cancelled. */
export function loadPicture(
  img: HTMLImageElement,
  nextUrl: () => string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(false);
    const settled = new AbortController();
    const settle = (loaded: boolean) => {
      settled.abort();
      // An image without a source holds no connection.
      if (!loaded) img.removeAttribute('src');
      resolve(loaded);
    };
    img.addEventListener('load', () => settle(true), { signal: settled.signal });
    img.addEventListener('error', () => settle(false), { signal: settled.signal });
    const giveUp = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    giveUp.addEventListener('abort', () => settle(false), { signal: settled.signal });
    img.src = nextUrl();
  });
}
