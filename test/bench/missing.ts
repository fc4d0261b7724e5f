import { findProgram } from '../../server/runtime/child/program.ts';
import { fakecamMissing } from '../fixtures/fakecam.ts';
import { apacheBench } from './load/apache-bench.ts';

/** What a bench needs and this machine lacks; each sentence says how to get it. */
export interface Missing {
  fakecam: string | undefined;
  ustreamer: string | undefined;
  apacheBench: string | undefined;
}

export function findMissing(): Missing {
  return {
    fakecam: fakecamMissing && `Scenarios with cameras are left out: ${fakecamMissing}.`,
    ustreamer: findProgram('ustreamer')
      ? undefined
      : 'ustreamer is not installed (sudo apt install ustreamer): nothing to compare with.',
    apacheBench:
      apacheBench === undefined
        ? 'ab is not installed (sudo apt install apache2-utils): capture asks for no snapshots.'
        : undefined,
  };
}
