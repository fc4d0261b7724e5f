import { walkThePages } from './core-walk.ts';
import { WebkitPage, webkitMissing } from './webkit.ts';

walkThePages('WebKit', webkitMissing, () => WebkitPage.start());
