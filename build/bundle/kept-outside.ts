/**
 * Packages that stay in node_modules. Two are programs for the machine, Electron gives itself, and the S3 client is as large
 * as all others together, for the few who use it.
 */
export const keptOutside = ['electron', 'sharp', 'koffi', '@aws-sdk/client-s3'];
