// Playwright carries the types of the DevTools protocol, but exports only what its own sessions are typed with.
export type { Protocol } from '../../../../node_modules/playwright-core/types/protocol.d.ts';
