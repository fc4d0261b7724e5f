import { ok, problem, warning, type Finding } from '../finding.ts';
import { readText, run, type Machine } from '../machine.ts';

/** This program did not exist before this year. */
const firstYear = 2025;
const lastYear = 2100;

/** Whether the wall clock can be right: pictures and recordings carry its time, certificates depend on it. */
export async function checkClock(machine: Machine, now: Date): Promise<Finding> {
  const check = 'clock';
  const year = now.getUTCFullYear();
  const time = now.toISOString();
  if (year < firstYear || year > lastYear) {
    return problem(
      check,
      `it is set to ${time}`,
      'Set it: sudo timedatectl set-ntp true, or give the Pi 5 a battery.',
    );
  }
  switch (await isSynchronized(machine)) {
    case true:
      return ok(check, `${time}, synchronized`);
    case false:
      return warning(
        check,
        `${time}, not synchronized`,
        'sudo timedatectl set-ntp true, and check the network',
      );
    case undefined:
      return ok(check, `${time}; whether it is synchronized cannot be told here`);
  }
}

async function isSynchronized(machine: Machine): Promise<boolean | undefined> {
  const answer = await run(machine, 'timedatectl', ['show', '--property=NTPSynchronized']);
  const said = /^NTPSynchronized=(yes|no)$/m.exec(answer?.stdout ?? '')?.[1];
  if (said !== undefined) return said === 'yes';
  // timesyncd makes this file at the first answer of a time server. A container may have neither.
  return (await readText(machine, 'run/systemd/timesync/synchronized')) === undefined ? undefined : true;
}
