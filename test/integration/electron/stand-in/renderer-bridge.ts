// Both functions run in the page, one in each of its two worlds, as their source text: they may use nothing of this file.

interface IsolatedWorld {
  /** Added to the isolated world by Runtime.addBinding. */
  standInPost(text: string): void;
  standInReceive(text: string): void;
}

export const postName = 'standInPost' satisfies keyof IsolatedWorld;
export const receiveName = 'standInReceive' satisfies keyof IsolatedWorld;

/** @param preload source text of the preload script, run as Electron's sandbox would. */
export function isolatedWorldScript(
  preload: string,
  versions: NodeJS.ProcessVersions,
  argv: string[],
): string {
  return `if (parent === globalThis) {
    const connect = ${connectWorlds.toString()};
    const electron = (${electronOfPreload.toString()})(connect);
    const process = { type: 'renderer', sandboxed: true, contextIsolated: true, platform: 'linux',
      versions: ${JSON.stringify(versions)}, env: {}, argv: ${JSON.stringify(argv)} };
    const require = (name) => {
      if (name === 'electron') return electron;
      throw new Error('module not found: ' + name);
    };
    const module = { exports: {} };
    (function (require, module, exports, process) {${preload}
    })(require, module, module.exports, process);
  }`;
}

/** What waits in the page's own world for the objects that the preload exposes. */
export function mainWorldScript(): string {
  return `if (parent === globalThis) {
    (${connectWorlds.toString()})('page', 'preload', ({ key, value }) => {
      Object.defineProperty(globalThis, key, { value, enumerable: true, configurable: false, writable: false });
    });
  }`;
}

/**
 * The contextBridge: values cross between the worlds as text, functions and promises as numbers that stand for them.
 * @returns calls the other world's `onCall` with a value
 */
function connectWorlds(
  me: string,
  other: string,
  onCall: (value: unknown) => unknown,
): (value: unknown) => unknown {
  type Encoded = { kind: string; value?: unknown; id?: number };
  const target = globalThis as unknown as EventTarget;
  const functions = new Map<number, (...args: unknown[]) => unknown>([[0, (value) => onCall(value)]]);
  const promises = new Map<number, { resolve(value: unknown): void; reject(error: unknown): void }>();
  let lastId = 0;
  let answer: Encoded = { kind: 'undefined' };

  const dispatch = (name: string, detail: unknown) =>
    target.dispatchEvent(new CustomEvent(`stand-in-${name}`, { detail: JSON.stringify(detail) }));
  const listen = <T>(name: string, listener: (detail: T) => void) =>
    target.addEventListener(`stand-in-${me}-${name}`, (event) =>
      listener(JSON.parse((event as CustomEvent<string>).detail) as T),
    );

  function encode(value: unknown): Encoded {
    if (value === undefined) return { kind: 'undefined' };
    if (typeof value === 'function') {
      functions.set(++lastId, value as (...args: unknown[]) => unknown);
      return { kind: 'function', id: lastId };
    }
    if (value instanceof Promise) {
      const id = ++lastId;
      value.then(
        (result) => dispatch(`${other}-settle`, { id, ok: true, value: encode(result) }),
        (error) => dispatch(`${other}-settle`, { id, ok: false, value: encode(error) }),
      );
      return { kind: 'promise', id };
    }
    if (value instanceof Error) return { kind: 'error', value: value.message };
    if (Array.isArray(value)) return { kind: 'array', value: value.map(encode) };
    if (typeof value === 'object' && value !== null) {
      return { kind: 'object', value: Object.entries(value).map(([key, each]) => [key, encode(each)]) };
    }
    return { kind: 'plain', value };
  }

  function decode({ kind, value, id = 0 }: Encoded): unknown {
    switch (kind) {
      case 'undefined':
        return undefined;
      case 'function':
        return (...args: unknown[]) => callOther(id, args);
      case 'promise':
        return new Promise((resolve, reject) => promises.set(id, { resolve, reject }));
      case 'error':
        return new Error(String(value));
      case 'array':
        return (value as Encoded[]).map(decode);
      case 'object':
        return Object.freeze(
          Object.fromEntries((value as [string, Encoded][]).map(([key, each]) => [key, decode(each)])),
        );
      default:
        return value;
    }
  }

  /** Events are dispatched synchronously: when `dispatch` returns, the other world has answered. */
  function callOther(id: number, args: unknown[]): unknown {
    dispatch(`${other}-call`, { id, args: args.map(encode) });
    const { kind, value } = answer;
    if (kind === 'thrown') throw new Error(String(value));
    return decode(answer);
  }

  listen<Encoded>('answer', (detail) => (answer = detail));
  listen<{ id: number; args: Encoded[] }>('call', ({ id, args }) => {
    let encoded: Encoded;
    try {
      encoded = encode(functions.get(id)?.(...args.map(decode)));
    } catch (error) {
      encoded = { kind: 'thrown', value: error instanceof Error ? error.message : String(error) };
    }
    dispatch(`${other}-answer`, encoded);
  });
  listen<{ id: number; ok: boolean; value: Encoded }>('settle', ({ id, ok, value }) => {
    promises.get(id)?.[ok ? 'resolve' : 'reject'](decode(value));
    promises.delete(id);
  });
  return (value) => callOther(0, [value]);
}

/** What a sandboxed preload gets by require('electron'). */
function electronOfPreload(connect: typeof connectWorlds): object {
  type Listener = (event: object, ...args: unknown[]) => void;
  type Incoming =
    | { kind: 'reply'; id: number; ok: boolean; value: unknown }
    | { kind: 'message'; channel: string; args: unknown[] };
  const world = globalThis as unknown as IsolatedWorld;
  const calls = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const listeners = new Map<string, Set<Listener>>();
  let lastId = 0;
  const expose = connect('preload', 'page', () => undefined);
  const post = (message: object) => world.standInPost(JSON.stringify(message));

  world.standInReceive = (text) => {
    const message = JSON.parse(text) as Incoming;
    if (message.kind === 'message') {
      for (const listener of listeners.get(message.channel) ?? []) {
        listener({ sender: ipcRenderer }, ...message.args);
      }
      return;
    }
    const call = calls.get(message.id);
    calls.delete(message.id);
    if (message.ok) call?.resolve(message.value);
    else call?.reject(new Error(String(message.value)));
  };

  const refuseFunctions = (args: unknown[]) => {
    if (args.some((each) => typeof each === 'function')) throw new Error('An object could not be cloned.');
    return args;
  };
  const ipcRenderer = {
    invoke: (channel: string, ...args: unknown[]) =>
      new Promise((resolve, reject) => {
        const id = ++lastId;
        calls.set(id, { resolve, reject });
        post({ kind: 'invoke', id, channel, args: refuseFunctions(args) });
      }),
    send: (channel: string, ...args: unknown[]) =>
      post({ kind: 'send', channel, args: refuseFunctions(args) }),
    on: (channel: string, listener: Listener) => {
      listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener));
      return ipcRenderer;
    },
    off: (channel: string, listener: Listener) => {
      listeners.get(channel)?.delete(listener);
      return ipcRenderer;
    },
    removeListener: (channel: string, listener: Listener) => ipcRenderer.off(channel, listener),
    removeAllListeners: (channel: string) => {
      listeners.delete(channel);
      return ipcRenderer;
    },
  };
  const contextBridge = { exposeInMainWorld: (key: string, value: unknown) => expose({ key, value }) };
  return { contextBridge, ipcRenderer, webFrame: {} };
}
