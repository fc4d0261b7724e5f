import { z } from 'zod';
import { ownPath } from '../../server/contract/own-path.ts';

/** The request of a second start to the kiosk that runs already. It comes from another process, so it is parsed. */
export const instanceRequestSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('focus') }),
  z.object({ kind: z.literal('quit') }),
  z.object({ kind: z.literal('reload') }),
  z.object({ kind: z.literal('show'), page: z.string().refine((page) => ownPath(page) === page) }),
]);

export type InstanceRequest = z.infer<typeof instanceRequestSchema>;

/** The line that the second start prints when the first one has the request. */
export function handedOver(request: InstanceRequest): string {
  switch (request.kind) {
    case 'focus':
      return 'is running already with this data folder; it was brought to the front';
    case 'quit':
      return 'was told to end';
    case 'reload':
      return 'was told to load its pages again';
    case 'show':
      return `was told to show ${request.page}`;
    default:
      return request satisfies never;
  }
}
