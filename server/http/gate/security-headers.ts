import type { RequestHandler } from 'express';
import helmet, { type HelmetOptions } from 'helmet';
import { contentPolicy } from './content-policy.ts';
import { isPicturePath } from './picture-path.ts';

/** For every answer. */
const always = {
  // The policy of this server depends on the request; helmet's would turn http:// addresses of the LAN into https://.
  contentSecurityPolicy: false,
  xContentTypeOptions: true,
  // A signed link must not be told to the next site.
  referrerPolicy: { policy: 'no-referrer' },
  // Browsers would apply it to every port of this host name, also to those of other programs, and would lock people
  // out for months on the day HTTPS is switched off here.
  strictTransportSecurity: false,
  // These are for sites that give subdomains to strangers, and for browsers and plugins that are no longer in use.
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

/** The features of a browser that the pages need. All others are off, also for a script that might get into a page. */
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

/** Tells browsers what the pages may do, and which sites may show the pages and the pictures. */
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
