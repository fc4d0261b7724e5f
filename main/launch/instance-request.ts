import { z } from 'zod';
import { ownPath } from '../../server/contract/own-path.ts';

/** What a second start asks of the kiosk that runs already. Between processes, so it is parsed. */
export const instanceRequestSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('focus') }),
  z.object({ kind: z.literal('quit') }),
  z.object({ kind: z.literal('reload') }),
  z.object({ kind: z.literal('show'), page: z.string().refine((page) => ownPath(page) === page) }),
]);

export type InstanceRequest = z.infer<typeof instanceRequestSchema>;

/** What the second start says, when the first has it. */
export function handedOver(request: InstanceRequest): string {
  switch (request.kind) {
    case 'focus':
      return 'is running already with this data folder; it was brought to the front';
    case 'quit':
      return 'was told to end';
    case 'reload':
      return 'was told to load its pages anew';
    case 'show':
      return `was told to show ${request.page}`;
    default:
      return request satisfies never;
  }
}
