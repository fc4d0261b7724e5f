import type { HookProblemCode } from '../contract/hook/hook-state.ts';

/** Why a hook does not run, or was ended. */
export class HookProblem extends Error {
  readonly code: HookProblemCode;

  constructor(code: HookProblemCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
