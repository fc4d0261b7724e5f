import { liveLimits } from '../contract/live.ts';

/** How the WebSockets of pages are set; for `WebSocketServer`. */
export const liveSocketOptions = {
  noServer: true,
  maxPayload: liveLimits.messageBytes,
  /** No page needs more than one for a message, and empty ones count as nothing else. */
  maxFragments: 64,
  /** A page that is sent away and stays goes on sending, and all of it is read. */
  closeTimeout: 1_000,
  /** JPEG does not get smaller, and each connection would hold memory for it. */
  perMessageDeflate: false,
};
