import './no-eval.ts';
import './theme.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { Cameras } from './cameras.svelte.ts';
import { fillScreen } from './fill-screen.ts';
import { hideIdleCursor } from './idle-cursor.ts';

const kiosk = new URLSearchParams(location.search).get('kiosk') === '1';
const pageLifetime = new AbortController().signal;
const cameras = new Cameras();

mount(App, { target: document.body, props: { cameras, kiosk } });
void cameras.follow(pageLifetime);
if (kiosk) {
  document.documentElement.classList.add('kiosk');
  hideIdleCursor(document.documentElement, 3_000, pageLifetime);
  fillScreen();
}
