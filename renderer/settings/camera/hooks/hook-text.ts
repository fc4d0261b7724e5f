import type { HookUseReport } from '../../../../server/contract/hook/hook-state.ts';
import type { HookUse } from '../../../../server/contract/hook/hook-use.ts';

/** How a hook does, in one line. */
export function hookStateText({ state, ms }: Pick<HookUseReport, 'state' | 'ms'>): string {
  const time = ms === null ? '' : `, ${ms} ms a picture`;
  switch (state.kind) {
    case 'idle':
      return 'It does not run: nobody watches the camera.';
    case 'starting':
      return 'It is starting.';
    case 'running':
      return `It runs${time}.`;
    case 'late':
      return `It is late${time}: viewers get the pictures without it.`;
    case 'needs-permission':
      return `It does not run: it asks for ${state.missing.join(', ')}.`;
    case 'retrying':
      return `It failed (${state.reason}). It starts again in ${Math.ceil(state.retry_in)} s.`;
    case 'failed':
      return `It failed (${state.reason}) and does not start again by itself.`;
    default:
      return state satisfies never;
  }
}

/** The permissions in words: "read:models" is "read models". */
export function permissionText(asked: string): string {
  if (asked === 'net') return 'use the network';
  const [what = '', ...path] = asked.split(':');
  if (what === 'memory') return `hold up to ${path.join(':')} MiB of memory`;
  if (what === 'seconds') return `take up to ${path.join(':')} s for a picture`;
  return `${what} ${path.join(':')}`;
}

export function newUse(hook: string): HookUse {
  return { hook, fps: null, run: 'watched', options: {}, allow: [] };
}

/** The list with the entry at `from` at another place. */
export function movedUse(uses: readonly HookUse[], from: number, by: -1 | 1): HookUse[] {
  const moved = uses[from];
  const to = from + by;
  if (!moved || to < 0 || to >= uses.length) return [...uses];
  return uses.toSpliced(from, 1).toSpliced(to, 0, moved);
}
