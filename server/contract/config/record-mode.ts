/** When a camera is recorded. "request": while a client asks for it; "flight": when the last seconds are saved. */
export const recordModes = ['off', 'continuous', 'scheduled', 'request', 'flight'] as const;
export const recordDays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
