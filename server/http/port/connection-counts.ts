import type { ConnectionCounts } from '../../metrics/connection-metrics.ts';
import type { ConnectionLimit } from './connection-limit.ts';
import type { UnsentBytes } from './unsent-bytes.ts';

/** The figures of the connections of all ports, for the metrics. */
export function connectionCounts(connections: ConnectionLimit, unsent: UnsentBytes): ConnectionCounts {
  return {
    open: connections.openCount,
    unsentBytes: unsent.total,
    closed: {
      refused: connections.refusedCount,
      pipelining: connections.pipeliningCount,
      ...unsent.ended,
    },
  };
}
