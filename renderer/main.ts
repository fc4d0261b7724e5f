import './no-eval.ts';
import './theme.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { Cameras } from './cameras.svelte.ts';
import { followEvents } from './events.ts';
import { fillScreen } from './fill-screen.ts';
import { hideIdleCursor } from './kiosk/cursor.ts';
import { guardInput } from './kiosk/guard-input.ts';
import { pageOf } from './page.ts';
import { OwnScreen } from './kiosk/own-screen.svelte.ts';
import { whileVisible } from './parts/while-visible.ts';
import { withinRoot } from './root-path.ts';
import { PageSession } from './session.svelte.ts';
import { LiveClient } from './live/live-client.svelte.ts';
import { askedWall, isForKiosk } from './live/wall-name.ts';
import { DeviceNews } from './wall/new-camera/device-news.svelte.ts';
import { Identified } from './wall/tiles/identified.svelte.ts';

const pageLifetime = new AbortController().signal;
const cameras = new Cameras();
const session = new PageSession();
const identified = new Identified();
const deviceNews = new DeviceNews();
const page = pageOf(withinRoot());
const ownScreen = window.kiosk && new OwnScreen(window.kiosk);
const kiosk = isForKiosk(location.search) || (ownScreen !== undefined && page === 'wall');
const wall = askedWall(location.search);
const wallName = wall.kind === 'named' ? wall.name : '';
const query = page === 'recordings' ? 'for=recordings' : `wall=${encodeURIComponent(wallName)}`;
const live = new LiveClient({ query, session });

if (ownScreen) {
  guardInput(window, ownScreen, pageLifetime);
  void ownScreen.follow(pageLifetime);
}
mount(App, {
  target: document.body,
  props: { page, wall, cameras, session, identified, deviceNews, live, kiosk, ownScreen },
});
const watches = page === 'recordings' || (page === 'wall' && wall.kind === 'named');
if (watches) {
  void cameras.follow(pageLifetime);
  void session.follow(pageLifetime);
  void live.run(pageLifetime);
}
if (page === 'wall' && watches) {
  // A page in the background leaves its connection to the pages that people see.
  whileVisible(
    (signal) =>
      followEvents(
        (event) => {
          void identified.take(event);
          deviceNews.take(event);
        },
        () => session.mayWatch,
        signal,
      ),
    pageLifetime,
  );
}
if (kiosk) {
  document.documentElement.classList.add('kiosk');
  // On the kiosk's own screen its settings say how the cursor is shown.
  if (!ownScreen) hideIdleCursor(document.documentElement, pageLifetime);
  fillScreen();
}
