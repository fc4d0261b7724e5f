import { resolve } from 'node:path';
import type { ChunkingContext, CodeSplittingGroup } from 'rolldown';

/** Whether a module is among those that a program or a command loads before it begins. */
type IsLoaded = (id: string, context: ChunkingContext) => boolean;

/**
 * Which modules share a file. Without this there is a file for each set of programs that use the same modules: 80 files, of
 * which a server reads 60 at its start. With it, a server reads five, and a command of the command line reads no server.
 */
export function sharedFiles(root: string): CodeSplittingGroup[] {
  const loadedWith = loader();
  const server: IsLoaded = (id, context) => loadedWith(resolve(root, 'server/serve.ts'), context).has(id);
  const cli: IsLoaded = (id, context) => loadedWith(resolve(root, 'server/cli.ts'), context).has(id);
  const command: IsLoaded = (id, context) =>
    [...loadedWith(resolve(root, 'server/cli.ts'), context)]
      .flatMap((module) => context.getModuleInfo(module)?.dynamicallyImportedIds ?? [])
      .some((path) => path.startsWith(resolve(root, 'server/cli/')) && loadedWith(path, context).has(id));
  // The order matters: a file needs none that comes later.
  return [group('base', 3, server, cli), group('shared', 2, server, command), group('server', 1, server)];
}

/** A file for the modules that all of `users` need. */
function group(file: string, priority: number, ...users: IsLoaded[]): CodeSplittingGroup {
  return {
    debugName: file,
    priority,
    name: (id, context) => (users.every((isLoaded) => isLoaded(id, context)) ? file : null),
  };
}

/** A function that gives a module and all that it imports, also through others, without what is imported later. */
function loader(): (path: string, context: ChunkingContext) => Set<string> {
  const known = new Map<string, Set<string>>();
  return (path, context) => {
    let loaded = known.get(path);
    if (!loaded) {
      loaded = new Set([path]);
      for (const id of loaded)
        for (const imported of context.getModuleInfo(id)?.importedIds ?? []) loaded.add(imported);
      known.set(path, loaded);
    }
    return loaded;
  };
}
