import type { RequestHandler } from 'express';
import helmet, { type HelmetOptions } from 'helmet';
import { contentPolicy } from './content-policy.ts';
import { isPicturePath } from './picture-path.ts';

/** For every answer. */
const always = {
  // Ours depends on the request; the library's own would have http:// addresses of the LAN upgraded to https://.
  contentSecurityPolicy: false,
  xContentTypeOptions: true,
  // A signed link must not be told to the next site.
  referrerPolicy: { policy: 'no-referrer' },
  // It would hold for every port of this host name, also for what another program serves there, and lock people out
  // for months on the day HTTPS is switched off here.
  strictTransportSecurity: false,
  // For sites that give subdomains to strangers, and browsers and plugins that are gone.
  originAgentCluster: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xPoweredBy: false,
  xXssProtection: false,
} satisfies HelmetOptions;

const pages = {
  ...always,
  xFrameOptions: { action: 'sameorigin' },
  crossOriginResourcePolicy: { policy: 'same-origin' },
} satisfies HelmetOptions;

/** Streams and snapshots are made to be shown elsewhere: in a dashboard's <img> or <iframe>. */
const pictures = {
  ...always,
  xFrameOptions: false,
  crossOriginOpenerPolicy: false,
  crossOriginResourcePolicy: { policy: 'cross-origin' },
} satisfies HelmetOptions;

/** What a page of ours needs of a browser's powers; the rest is off for it and for what might get into it. */
const permissionsPolicy = [
  ...['fullscreen', 'screen-wake-lock'].map((power) => `${power}=(self)`),
  ...[
    ...['accelerometer', 'camera', 'display-capture', 'encrypted-media', 'geolocation', 'gyroscope'],
    ...['hid', 'magnetometer', 'microphone', 'midi', 'payment', 'serial', 'usb', 'xr-spatial-tracking'],
  ].map((power) => `${power}=()`),
].join(', ');

const forPictures = helmet(pictures);
const forPages = helmet({ ...pages, crossOriginOpenerPolicy: false });
// Browsers ignore this one in plain HTTP, and complain about it on the console.
const forSecurePages = helmet({ ...pages, crossOriginOpenerPolicy: { policy: 'same-origin' } });

/** Tells browsers what our pages may do, and who may show them and our pictures. */
export const securityHeaders: RequestHandler = (request, response, next) => {
  if (isPicturePath(request.path)) {
    forPictures(request, response, next);
    return;
  }
  const { protocol, headers } = request;
  response.setHeader('Content-Security-Policy', contentPolicy({ protocol, host: headers.host }));
  response.setHeader('Permissions-Policy', permissionsPolicy);
  (request.secure ? forSecurePages : forPages)(request, response, next);
};
