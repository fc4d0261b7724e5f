import type { Page } from '@playwright/test';

/**
 * The texts and controls that leave the box around them (what has a border, a background or an edge of its own), as text for a person.
 * What a box cuts off or scrolls counts for that box only.
 */
export function leavingBoxes(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const found = new Set();
    const clipped = (style) => style.overflowX !== 'visible';
    const isBox = (element, style) =>
      parseFloat(style.borderLeftWidth) > 0 ||
      (style.backgroundColor !== 'rgba(0, 0, 0, 0)' && style.display !== 'inline') ||
      element.matches('button, dialog, main, header, nav, article, section, body');
    const nameOf = (element) =>
      element.tagName.toLowerCase() + (element.classList.length ? '.' + [...element.classList].filter((name) => !name.startsWith('svelte-')).join('.') : '');
    const look = (inner, rect, from) => {
      if (rect.width === 0 || rect.height === 0) return;
      for (let around = from; around && around !== document.documentElement; around = around.parentElement) {
        const style = getComputedStyle(around);
        if (style.clipPath !== 'none' || style.visibility === 'hidden') return;
        const box = around.getBoundingClientRect();
        const cut = clipped(style);
        if ((cut || isBox(around, style)) && (rect.right > box.right + 1.5 || rect.left < box.left - 1.5)) {
          if (!cut) found.add(inner + ' leaves ' + nameOf(around) + ' by ' + Math.round(Math.max(rect.right - box.right, box.left - rect.left)) + ' px');
          // Cut off without a sign of it, and without a way to see the rest.
          else if (style.overflowX !== 'auto' && style.overflowX !== 'scroll' && style.textOverflow !== 'ellipsis')
            found.add(inner + ' is cut off by ' + nameOf(around));
          return;
        }
        if (cut || style.position === 'fixed') return;
      }
    };
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const parent = node.parentElement;
      if (!node.data.trim() || !parent || parent.closest('[role="slider"], .axis, option, script, style, textarea, canvas, video, datalist')) continue;
      if (!parent.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const rect of range.getClientRects()) look('“' + node.data.trim().slice(0, 20) + '” in ' + nameOf(parent), rect, parent);
    }
    for (const control of document.querySelectorAll('button, input, select, textarea, img, svg, a, article, table')) {
      if (control.parentElement && control.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
        look(nameOf(control), control.getBoundingClientRect(), control.parentElement);
    }
    const page = document.documentElement;
    if (page.scrollWidth > page.clientWidth) found.add('the page scrolls sideways');
    for (const area of document.querySelectorAll('main, dialog'))
      if (area.scrollWidth > area.clientWidth + 1 && area.checkVisibility()) found.add(nameOf(area) + ' scrolls sideways by ' + (area.scrollWidth - area.clientWidth) + ' px');
    return [...found];
  })()`);
}
