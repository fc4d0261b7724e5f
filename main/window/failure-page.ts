import { markSvg } from '../../server/contract/mark.ts';
import { productName } from '../../server/contract/product.ts';

export interface StartFailure {
  /** One line that says what is wrong and what to do. */
  message: string;
  /** Labels and values that help to find the cause, e.g. the data folder. */
  details: [label: string, value: string][];
  /** Seconds between two tries; undefined when there is no other try. */
  retrySeconds: number | undefined;
}

/** The page that the screen shows while there is no server, as an address for a window to load. */
export function failurePageUrl(failure: StartFailure): string {
  return `data:text/html;charset=utf-8,${encodeURIComponent(failurePage(failure))}`;
}

/** A page that needs nothing else, not even scripts. */
export function failurePage({ message, details, retrySeconds }: StartFailure): string {
  const rows = details.map(([label, value]) => `<dt>${escaped(label)}</dt><dd>${escaped(value)}</dd>`);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${productName} cannot start</title>
<style>${style(retrySeconds ?? 0)}</style>
<main>
<div class="brand">${markSvg}${productName}</div>
<h1>The camera server cannot start</h1>
<p role="alert">${withWholeFlags(escaped(sentence(message)))}</p>
<dl>${rows.join('')}</dl>
${retrySeconds === undefined ? '' : `<footer>It tries again every ${retrySeconds} seconds.<i aria-hidden="true"></i></footer>`}
</main>
</html>
`;
}

/** Messages are written to follow the program's name in a terminal. */
function sentence(message: string): string {
  const text = message.slice(0, 1).toUpperCase() + message.slice(1);
  return /[.!?)]$/.test(text) ? text : `${text}.`;
}

/** A flag is not broken at its hyphens. */
function withWholeFlags(html: string): string {
  return html.replace(/--[\w-]+/g, '<b>$&</b>');
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

function style(retrySeconds: number): string {
  return `
html { background: #000; color: #f0f3f6; font: clamp(18px, 2.2vw, 60px)/1.4 system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif; cursor: none }
body { margin: 0; min-height: 100vh; display: grid; align-items: center }
main { padding: 6vmin 8vmin; max-width: 46em }
.brand { display: flex; align-items: center; gap: .5em; margin: 0 0 1em; color: #a3adb8; font-weight: 600 }
svg { width: 1.8em; height: 1.8em }
@media (max-height: 400px) { .brand { display: none } }
h1 { font-size: 1.6em; line-height: 1.2; margin: 0 0 .6em; color: #ff6b61 }
b { font-weight: inherit; white-space: nowrap }
p { margin: 0 0 1.2em; overflow-wrap: anywhere }
dl { display: grid; grid-template-columns: auto 1fr; gap: .3em 1.2em; align-items: baseline; margin: 0; font-size: .8em }
dt { color: #a3adb8 }
dd { margin: 0; overflow-wrap: anywhere; font-family: 'DejaVu Sans Mono', monospace }
footer { margin-top: 1.6em; color: #a3adb8; font-size: .75em }
footer i { display: block; height: .25em; margin-top: .6em; background: #6cb6ff; transform-origin: left; animation: wait ${retrySeconds}s linear infinite }
@keyframes wait { from { transform: scaleX(1) } to { transform: scaleX(0) } }
@media (prefers-reduced-motion: reduce) { footer i { display: none } }`;
}
