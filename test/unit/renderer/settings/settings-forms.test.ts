// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ConfigDraft } from '../../../../renderer/settings/config-draft.svelte.ts';
import Choice from '../../../../renderer/settings/parts/Choice.svelte';
import NumberField from '../../../../renderer/settings/parts/NumberField.svelte';
import Toggle from '../../../../renderer/settings/parts/Toggle.svelte';
import SaveBar from '../../../../renderer/settings/SaveBar.svelte';
import { defaultConfig } from '../../../../server/contract/config/config.ts';

afterEach(cleanup);
const well = { problemsAt: () => [] };

describe('a field of a form', () => {
  test('says its hint and what the server complained about, for eyes and screen readers', () => {
    const draft = { problemsAt: (field: string) => (field === 'max_viewers' ? ['It is too large.'] : []) };
    const rest = { field: 'max_viewers', hint: 'At a time.', draft, value: 3, onchange: () => undefined };
    const { container } = render(NumberField, { label: 'Viewers', ...rest });
    const input = screen.getByLabelText('Viewers');
    const described: string[] = input.getAttribute('aria-describedby')?.split(' ') ?? [];
    expect(described.map((id) => container.querySelector(`#${id}`)?.textContent.trim())).toEqual([
      'At a time.',
      'It is too large.',
    ]);
    expect(input.getAttribute('aria-invalid')).toBe('true');
    expect(input.closest('[data-field]')?.getAttribute('data-field')).toBe('max_viewers');
  });

  test('of a number tells the number, and null where it was cleared', async () => {
    const onchange = vi.fn();
    render(NumberField, { label: 'Rate', field: 'fps', draft: well, value: 5, onchange });
    await fireEvent.input(screen.getByLabelText('Rate'), { target: { value: '7.5' } });
    await fireEvent.input(screen.getByLabelText('Rate'), { target: { value: '' } });
    expect(onchange.mock.calls).toEqual([[7.5], [null]]);
  });

  test('of a choice keeps the type of its values, and shows one that is none of them', async () => {
    const onchange = vi.fn();
    const choices = [
      { value: null, label: 'as it is' },
      { value: 90, label: 'right' },
    ];
    render(Choice, { label: 'Turn', field: 'rotate', draft: well, value: 45, choices, onchange });
    expect(screen.getByRole('option', { selected: true }).textContent).toBe('45');
    await fireEvent.change(screen.getByLabelText('Turn'), { target: { selectedIndex: 1 } });
    expect(onchange).toHaveBeenCalledWith(90);
  });

  test('that is on or off is a switch', async () => {
    const onchange = vi.fn();
    render(Toggle, { label: 'Probe', field: 'probe', draft: well, checked: false, onchange });
    await fireEvent.click(screen.getByRole('switch', { name: 'Probe' }));
    expect(onchange).toHaveBeenCalledWith(true);
  });
});

describe('the bar below the settings', () => {
  function editedDraft(): ConfigDraft {
    const draft = new ConfigDraft();
    draft.saved = defaultConfig();
    draft.config = { ...defaultConfig(), max_viewers: 7 };
    draft.state = { kind: 'editing' };
    return draft;
  }

  test('names what is not saved, and takes it back', async () => {
    const draft = editedDraft();
    render(SaveBar, { draft, onjump: () => undefined });
    expect(screen.getByRole('status').textContent).toContain('server settings');
    await fireEvent.click(screen.getByRole('button', { name: 'Discard' }));
    expect(draft.config?.max_viewers).toBe(defaultConfig().max_viewers);
    expect(screen.queryByRole('button')).toBeNull();
  });

  test('leads to the field that was refused', async () => {
    const draft = editedDraft();
    draft.state = { kind: 'refused', problems: [{ field: 'max_viewers', message: 'Too many.' }] };
    const onjump = vi.fn();
    render(SaveBar, { draft, onjump });
    await fireEvent.click(screen.getByRole('button', { name: 'Too many.' }));
    expect(onjump).toHaveBeenCalledWith('max_viewers');
  });

  test('lets who was logged out log in beside it', () => {
    const draft = editedDraft();
    draft.state = { kind: 'unanswered', why: 'Unauthorized', mustLogIn: true };
    render(SaveBar, { draft, onjump: () => undefined });
    expect(screen.getByRole('link', { name: 'Log in in a new tab' }).getAttribute('target')).toBe('_blank');
    expect(screen.getByRole('button', { name: 'Try again' })).toBeTruthy();
  });
});
