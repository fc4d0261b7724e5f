/** Runs `act`. When it throws, `onFault` gets the error and `end` is called; `onFault` also gets an error of `end`. */
export function guarded(act: () => void, onFault: (error: unknown) => void, end: () => void): void {
  try {
    act();
  } catch (error) {
    reportAndEnd(error, onFault, end);
  }
}

/** The same for an error that is caught already. */
export function reportAndEnd(error: unknown, onFault: (error: unknown) => void, end: () => void): void {
  onFault(error);
  try {
    end();
  } catch (second) {
    onFault(second);
  }
}
