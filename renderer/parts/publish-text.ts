import type { PublishHealth } from '../../server/contract/publish.ts';

/** The push of a camera in a sentence or two; empty while none is configured. */
export function publishText({ state, address, detail, advice }: PublishHealth): string {
  switch (state) {
    case 'off':
      return '';
    case 'waiting':
      return `Published on ${address} as soon as there is a picture.`;
    case 'connecting':
      return `Connecting to ${address}…`;
    case 'publishing':
      return `Published on ${address}.`;
    case 'failed':
      return `Not published on ${address}: ${detail}. ${advice}`;
    default:
      return state satisfies never;
  }
}
