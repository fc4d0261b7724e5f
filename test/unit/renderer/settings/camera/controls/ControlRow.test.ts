// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, expect, test, vi } from 'vitest';
import ControlRow from '../../../../../../renderer/settings/camera/controls/ControlRow.svelte';
import type { CameraControl } from '../../../../../../server/contract/device/control-listing.ts';
import { listed, whiteBalance } from '../listed-controls.ts';

function show(control: CameraControl, { tried = false, problems = [] as string[] } = {}) {
  const told = { ontry: vi.fn(), onpress: vi.fn(), onfree: vi.fn() };
  render(ControlRow, { control, value: control.value, tried, problems, ...told });
  return told;
}

afterEach(cleanup);

test('a typed number is fitted to the steps of the control', async () => {
  const { ontry } = show(listed('zoom', { min: 10, max: 99, step: 20, value: 30 }));
  const number = screen.getByRole('spinbutton', { name: 'Zoom, as a number' });
  for (const [typed, fitted] of [
    ['57', 50],
    ['500', 90],
    ['-4', 10],
  ] as const) {
    await fireEvent.change(number, { target: { value: typed } });
    expect(ontry).toHaveBeenLastCalledWith(fitted);
  }
  await fireEvent.change(number, { target: { value: '' } });
  expect(ontry).toHaveBeenCalledTimes(3);
});

test('what an automatic has taken over says so and offers to switch that off', async () => {
  const { onfree } = show(whiteBalance.temperature);
  expect(screen.getByRole('slider').hasAttribute('disabled')).toBe(true);
  expect(screen.getByText(/“White balance automatic” controls this value now/)).toBeTruthy();
  await fireEvent.click(screen.getByRole('button', { name: 'Switch white balance automatic off' }));
  expect(onfree).toHaveBeenCalledOnce();
});

test('what was tried, what is saved and where, and what was refused is to be seen', () => {
  show(listed('gain'), { tried: true });
  expect(screen.getByText('Not saved yet.')).toBeTruthy();
  show(listed('hue', { configured: 70, configured_by: 'controls.hue' }), { problems: ['It refused.'] });
  expect(screen.getByText('Saved as controls.hue: 70')).toBeTruthy();
  expect(screen.getByRole('alert').textContent).toBe('It refused.');
});

test('a menu, a switch, a button and what can only be read', async () => {
  const menu = [
    { value: 0, label: 'Disabled' },
    { value: 2, label: '60 Hz' },
  ];
  const power = show(listed('power_line_frequency', { type: 'menu', menu, value: 0, default: 0 }));
  await fireEvent.change(screen.getByRole('combobox'), { target: { value: '2' } });
  expect(power.ontry).toHaveBeenCalledWith(2);
  const auto = show(whiteBalance.automatic);
  await fireEvent.click(screen.getByRole('switch', { name: 'White balance automatic' }));
  expect(auto.ontry).toHaveBeenCalledWith(0);
  const focus = show(listed('focus_now', { type: 'button', value: null, default: null }));
  await fireEvent.click(screen.getByRole('button', { name: 'Focus now' }));
  expect(focus.onpress).toHaveBeenCalledOnce();
  show(listed('shutter', { read_only: true }));
  expect(screen.getByRole('slider').hasAttribute('disabled')).toBe(true);
  expect(screen.getByText('This value can only be read.')).toBeTruthy();
});

test('one that is not at its default offers to go back', async () => {
  const { ontry } = show(listed('gain', { value: 70 }));
  await fireEvent.click(screen.getByRole('button', { name: 'Gain: back to the default, 50' }));
  expect(ontry).toHaveBeenCalledWith(null);
});
