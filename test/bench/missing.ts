import { findProgram } from '../../server/runtime/child/program.ts';
import { fakecamMissing } from '../fixtures/fakecam.ts';

/** What a bench needs and this machine lacks; each sentence says how to get it. */
export interface Missing {
  fakecam: string | undefined;
  ustreamer: string | undefined;
}

export function findMissing(): Missing {
  return {
    fakecam: fakecamMissing && `Scenarios with cameras are left out: ${fakecamMissing}.`,
    ustreamer: findProgram('ustreamer')
      ? undefined
      : 'ustreamer is not installed (sudo apt install ustreamer): nothing to compare with.',
  };
}
