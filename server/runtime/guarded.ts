/** Runs `act`. When it throws, `onFault` gets the error and `end` is called; `onFault` also gets an error of `end`. */
export function guarded(act: () => void, onFault: (error: unknown) => void, end: () => void): void {
  try {
    act();
  } catch (error) {
    onFault(error);
    try {
      end();
    } catch (second) {
      onFault(second);
    }
  }
}
