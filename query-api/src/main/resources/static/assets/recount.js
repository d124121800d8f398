// Theme, and the live page. Everything shown is drawn on the server: an event brings regions as
// HTML, and what differs is changed in place, so that focus, open details and reading stay put.
const root = document.documentElement;

function applyTheme(theme) {
  if (theme) root.dataset.theme = theme; else delete root.dataset.theme;
  for (const button of document.querySelectorAll('[data-theme-switch] button')) {
    button.setAttribute('aria-pressed', button.value === theme);
  }
}
const chosenTheme = () => localStorage.getItem('theme') ?? '';
applyTheme(chosenTheme()); // Before the first paint: this script stands in the head.

function morph(old, fresh) {
  if (old.nodeName !== fresh.nodeName || old.id !== fresh.id) return old.replaceWith(fresh);
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data;
    return;
  }
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && name !== 'open') old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  const before = [...old.childNodes];
  const after = [...fresh.childNodes];
  after.forEach((node, i) => before[i] ? morph(before[i], node) : old.append(node));
  before.slice(after.length).forEach(node => node.remove());
}

function show(regions) {
  for (const [id, html] of Object.entries(regions)) {
    const template = document.createElement('template');
    template.innerHTML = html;
    const old = document.getElementById(id);
    if (old && template.content.firstElementChild) morph(old, template.content.firstElementChild);
  }
}

function follow() {
  const silenceMs = 8000; // The server says something every second.
  const retryMs = 2000;
  let source;
  let watchdog;
  let retry;

  const lost = why => {
    const now = document.getElementById('now');
    const stamp = now.querySelector('.stamp');
    stamp.classList.add('stale');
    stamp.replaceChildren(stamp.firstElementChild, `${why}, showing ${now.dataset.asOf}`);
  };
  const heard = () => {
    clearTimeout(watchdog);
    watchdog = setTimeout(() => { lost('Reconnecting'); connect(); }, silenceMs);
  };
  const connect = () => {
    clearTimeout(retry);
    source?.close();
    heard();
    source = new EventSource('/v1/live' + location.search);
    source.addEventListener('regions', event => { heard(); show(JSON.parse(event.data)); });
    source.addEventListener('away', () => { heard(); lost('Figures cannot be read'); });
    source.onerror = () => {
      lost('Reconnecting');
      // The browser itself tries again unless it was refused.
      if (source.readyState === EventSource.CLOSED) retry = setTimeout(connect, retryMs);
    };
  };
  connect();
  addEventListener('pagehide', () => { clearTimeout(watchdog); clearTimeout(retry); source.close(); });
  addEventListener('pageshow', event => { if (event.persisted) connect(); });
}

addEventListener('DOMContentLoaded', () => {
  applyTheme(chosenTheme());
  for (const button of document.querySelectorAll('[data-theme-switch] button')) {
    button.addEventListener('click', () => {
      localStorage.setItem('theme', button.value);
      applyTheme(button.value);
    });
  }
  const menu = document.querySelector('details.menu');
  addEventListener('keydown', event => {
    if (event.key === 'Escape' && menu?.open) { menu.open = false; menu.firstElementChild.focus(); }
  });
  addEventListener('click', event => { if (menu?.open && !menu.contains(event.target)) menu.open = false; });
  if ('live' in document.body.dataset) follow();
  if ('retry' in document.body.dataset) setTimeout(() => location.reload(), 3000);
});
