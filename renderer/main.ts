import './no-eval.ts';
import './theme.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { Cameras } from './cameras.svelte.ts';
import { fillScreen } from './fill-screen.ts';
import { hideIdleCursor } from './idle-cursor.ts';
import { pageOf } from './page.ts';
import { Session } from './session.svelte.ts';

const kiosk = new URLSearchParams(location.search).get('kiosk') === '1';
const pageLifetime = new AbortController().signal;
const cameras = new Cameras();
const session = new Session();

const page = pageOf(location.pathname);

mount(App, { target: document.body, props: { page, cameras, session, kiosk } });
if (page === 'wall') {
  void cameras.follow(pageLifetime);
  void session.follow(pageLifetime);
}
if (kiosk) {
  document.documentElement.classList.add('kiosk');
  hideIdleCursor(document.documentElement, 3_000, pageLifetime);
  fillScreen();
}
