import type { Page } from '@playwright/test';

/** Controls and words that are outside of the page and of everything that scrolls, or lie below something else. */
export function obstaclesOn(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const found = [];
    const dialog = document.querySelector('dialog[open]');
    const wanted = 'a[href], button, input, select, summary, h1, h2, p, strong';
    for (const element of (dialog ?? document.body).querySelectorAll(wanted)) {
      if (element.closest('.unseen, [aria-hidden="true"]')) continue;
      if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      if (!dialog && element.closest('aside.tools:not(.shown)')) continue;
      const name = element.localName + ' "' + (element.textContent || element.ariaLabel || '').trim().slice(0, 40) + '"';
      element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      const { left, right, top, bottom, width, height } = element.getBoundingClientRect();
      if (width === 0 || height === 0) continue;
      const outside = left < -1 || right > innerWidth + 1 || top < -1 || (bottom > innerHeight + 1 && height < innerHeight);
      if (outside) found.push(name + ' is outside: ' + [left, top, right, bottom].map(Math.round).join());
      if (!element.matches('a, button, input, select')) continue;
      const at = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      const onTop = at && (element.contains(at) || at.contains(element) || element.closest('label')?.contains(at));
      if (!onTop) found.push(name + ' lies below ' + at?.localName + '.' + at?.className);
    }
    return found;
  })()`);
}

/** The elements that move or change slowly: for longer than 10 ms. */
export function movingOn(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const isSlow = (durations) => durations.split(',').some((text) => parseFloat(text) > 0.01);
    return [...document.querySelectorAll('*')]
      .filter((element) => {
        const { transitionDuration, animationName, animationDuration } = getComputedStyle(element);
        return isSlow(transitionDuration) || (animationName !== 'none' && isSlow(animationDuration));
      })
      .map((element) => element.localName + '.' + element.className);
  })()`);
}

/** Notes from now on what a screen reader would say, or read again because its label has changed. */
export async function listenTo(page: Page): Promise<{ said: () => Promise<string[]> }> {
  await page.evaluate(`(() => {
    globalThis.said = [];
    const regions = '[role="status"], [role="alert"], [aria-live], output';
    new MutationObserver((changes) => {
      for (const { type, target } of changes) {
        const element = target instanceof Element ? target : target.parentElement;
        const region = element?.closest(regions);
        if (type === 'attributes') said.push('label: ' + element.getAttribute('aria-label'));
        else if (region) said.push('said: ' + region.textContent.trim());
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true, attributeFilter: ['aria-label'] });
  })()`);
  return { said: () => page.evaluate<string[]>('globalThis.said') };
}
