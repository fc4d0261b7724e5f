/**
 * The module node:http. An `import` of it reads all its exports, also the WebSocket of Node's fetch: that would load the
 * whole of fetch, some 3 MiB of memory, which this server does not use.
 */
export const http = process.getBuiltinModule('node:http');
