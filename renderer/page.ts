export type Page = 'wall' | 'recordings' | 'settings' | 'status' | 'api-docs';

/** The page that an address shows. */
export function pageOf(pathname: string): Page {
  switch (pathname) {
    case '/recordings':
      return 'recordings';
    case '/settings':
      return 'settings';
    case '/status':
      return 'status';
    case '/api-docs':
      return 'api-docs';
    default:
      return 'wall';
  }
}
