import { liveLimits } from '../contract/live.ts';

/** The options for `WebSocketServer`. */
export const liveSocketOptions = {
  noServer: true,
  maxPayload: liveLimits.messageBytes,
  /** No page needs more than one fragment for a message. No other limit counts empty fragments. */
  maxFragments: 64,
  /** A disconnected page that stays may go on sending, and all of that is read until this time is over. */
  closeTimeout: 1_000,
  /** JPEG does not get smaller, and compression would take memory for each connection. */
  perMessageDeflate: false,
};
