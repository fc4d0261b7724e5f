import { historyPath, historySchema } from '../../../contract/history.ts';
import type { StatusHistory } from '../../../metrics/status-history.ts';
import { operation, type Operation } from '../../operation/operation.ts';

export interface HistoryParts {
  history: StatusHistory;
}

/** `/api/history`: how the cameras and the machine were in the last minutes. */
export function historyOperations({ history }: HistoryParts): Operation[] {
  return [
    operation({
      method: 'get',
      path: historyPath,
      guard: 'admin',
      noStore: true,
      group: 'Status',
      summary: 'Figures of the last ten minutes in steps of five seconds, and totals since the start',
      answers: { 200: { description: 'Each list has 120 entries, the newest last', schema: historySchema } },
      handle(_request, response) {
        response.json(history.report());
      },
    }),
  ];
}
