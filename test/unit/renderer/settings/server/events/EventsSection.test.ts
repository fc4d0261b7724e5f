// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ConfigDraft } from '../../../../../../renderer/settings/config-draft.svelte.ts';
import EventsSection from '../../../../../../renderer/settings/server/events/EventsSection.svelte';
import { defaultConfig } from '../../../../../../server/contract/config/config.ts';
import { defaultWebhook } from '../../../../../../server/contract/config/webhook.ts';

beforeEach(() => {
  vi.stubGlobal('fetch', () => Promise.reject(new Error('The server does not answer.')));
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function show(): ConfigDraft {
  const config = { ...defaultConfig(), webhooks: [{ ...defaultWebhook(), id: 'bell' }] };
  const draft = new ConfigDraft();
  draft.saved = config;
  draft.config = structuredClone(config);
  draft.state = { kind: 'editing' };
  render(EventsSection, { draft });
  return draft;
}

describe('the webhooks in the settings', () => {
  test('have a name that can be typed to its end when it is new, also where a saved one has it', async () => {
    show();
    expect(screen.queryByLabelText('Short name')).toBeNull();
    await fireEvent.click(screen.getByRole('button', { name: 'Add a webhook' }));
    for (const id of ['bell', 'bell-2']) {
      await fireEvent.input(screen.getByLabelText('Short name'), { target: { value: id } });
      expect(screen.getByLabelText<HTMLInputElement>('Short name').value).toBe(id);
    }
  });

  test('say once what is wrong with all of them together', async () => {
    const draft = show();
    const problems = [
      { field: 'webhooks', message: 'Each needs a name of its own.' },
      { field: 'webhooks.0.url', message: 'It is no address.' },
    ];
    draft.state = { kind: 'refused', problems };
    await tick();
    expect(screen.getAllByText('Each needs a name of its own.')).toHaveLength(1);
    expect(screen.getAllByText('It is no address.')).toHaveLength(1);
  });
});
