// The page: a wall of all cameras, or one of them, whichever the address says.

import { Connection } from '/assets/connection.js';
import { Tile } from '/assets/tile.js';

const HIDDEN_MILLIS = 5000;

const only = location.pathname.startsWith('/camera/')
  ? decodeURIComponent(location.pathname.slice('/camera/'.length))
  : null;
const wall = document.getElementById('wall');
const link = document.getElementById('link');
const notice = document.getElementById('notice');
const connection = new Connection();
const tiles = new Map();
const byNumber = new Map();
let hiddenTimer = 0;
let asleep = false;

const onScreen = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    const tile = [...tiles.values()].find(({ element }) => element === target);
    if (tile) {
      tile.visible = isIntersecting;
    }
  }
  choose();
}, { rootMargin: '200px' });

function choose() {
  const wanted = [...tiles.values()].filter((tile) => tile.visible && !asleep);
  connection.watch(wanted.map((tile) => tile.number));
}

function update({ title, cameras }) {
  document.title = only === null ? title : `${only} \u2013 ${title}`;
  document.getElementById('title').textContent = only ?? title;
  const shown = cameras.filter(({ name }) => only === null || name === only);
  const names = new Set(shown.map(({ name }) => name));
  for (const [name, tile] of tiles) {
    if (!names.has(name)) {
      onScreen.unobserve(tile.element);
      tile.remove();
      tiles.delete(name);
    }
  }
  byNumber.clear();
  for (const status of shown) {
    let tile = tiles.get(status.name);
    if (!tile) {
      tile = new Tile(status.name, connection, only !== null);
      tiles.set(status.name, tile);
      wall.append(tile.element);
      onScreen.observe(tile.element);
    }
    tile.update(status);
    byNumber.set(status.number, tile);
  }
  wall.dataset.count = Math.min(shown.length, 5);
  tell(shown.length > 0 ? null : only === null
    ? 'No camera is shown here yet.' : `There is no camera named \u201C${only}\u201D any more.`);
  choose();
}

function tell(text) {
  notice.hidden = text === null;
  notice.textContent = text ?? '';
}

function linkState(state, text) {
  link.dataset.state = state;
  link.textContent = text;
}

connection.addEventListener('open', () => linkState('open', 'connected'));
connection.addEventListener('closed', ({ detail }) => {
  linkState('closed', `server away, next try in ${Math.ceil(detail.retryMillis / 1000)} s`);
  tiles.forEach((tile) => tile.pause());
});
connection.addEventListener('status', ({ detail }) => update(detail));
connection.addEventListener('initialization', ({ detail }) => byNumber.get(detail.camera)?.initialize(detail));
connection.addEventListener('media', ({ detail }) => byNumber.get(detail.camera)?.append(detail));
connection.addEventListener('overlay', ({ detail }) => byNumber.get(detail.camera)?.addOverlay(detail));

// A page that nobody sees costs nothing: after a while it asks for no camera.
document.addEventListener('visibilitychange', () => {
  clearTimeout(hiddenTimer);
  if (document.hidden) {
    hiddenTimer = setTimeout(() => { asleep = true; choose(); }, HIDDEN_MILLIS);
  } else {
    asleep = false;
    choose();
  }
});

if (only !== null) {
  document.body.classList.add('single');
  document.getElementById('back').hidden = false;
}
window.valkka = { report: () => [...tiles.values()].map((tile) => tile.report()) };
connection.start();
