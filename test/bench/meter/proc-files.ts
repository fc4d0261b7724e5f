/** Who a process is, from /proc/PID/stat; the name may hold spaces and parentheses. */
export function parseStat(text: string): { name: string; parentPid: number } | undefined {
  const [, name, parentPid] = /^\d+ \((.*)\) \S (\d+) /s.exec(text) ?? [];
  return name === undefined ? undefined : { name, parentPid: Number(parentPid) };
}

/** Seconds a thread has run, user and system, from /proc/PID/task/TID/schedstat. Exact, unlike the ticks in stat. */
export function parseRunSeconds(text: string): number {
  return Number(text.split(' ', 1)[0]) / 1e9;
}

/** Proportional set size in MiB from /proc/PID/smaps_rollup; a process that is about to end has none. */
export function parsePssMib(text: string): number {
  return Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) / 1024;
}

/** USER_HZ: what /proc counts in, on every architecture Node runs on. */
const ticksPerSecond = 100;

/** Core-seconds all processors together were not idle since boot, from /proc/stat. */
export function parseBusySeconds(text: string): number {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0, steal = 0] = (
    /^cpu +(.*)$/m.exec(text)?.[1] ?? ''
  )
    .split(' ')
    .map(Number);
  return (user + nice + system + irq + softIrq + steal) / ticksPerSecond;
}
