import type { StorageProblem } from '../../recording/segment/storage-problem.ts';

/** What is wrong with the file, and what the user can do. */
export function outputProblem(problem: StorageProblem, output: string): string {
  switch (problem.kind) {
    case 'disk-full':
      return `the disk of ${output} is full; make room, or choose an --output on another disk`;
    case 'read-only':
      return `the disk of ${output} is read-only; choose an --output on another disk`;
    case 'no-permission':
      return `you may not write ${output}; choose an --output in a folder of yours`;
    case 'missing':
    case 'foreign':
      return `the folder of ${output} is gone; choose another --output`;
    case 'hung':
      return `the disk of ${output} does not answer; check it, or choose an --output on another disk`;
    case 'io-error':
      if (problem.code === 'EEXIST') {
        return `another program made ${output} meanwhile; choose another --output, or replace it with --force`;
      }
      if (problem.code === 'EFFMPEG') {
        return `${output} cannot be made (${problem.detail}); choose an --output FILE.mkv, which needs no ffmpeg`;
      }
      return `${output} cannot be written (${problem.detail}); choose an --output on another disk`;
    default:
      return problem satisfies never;
  }
}
