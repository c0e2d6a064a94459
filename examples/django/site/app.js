import { fetchJson } from './api.js';
import { element } from './element.js';
import { pages } from './pages.js';

const main = document.querySelector('#main');
const account = document.querySelector('.account');
let visit = new AbortController();

async function show() {
  visit.abort();
  visit = new AbortController();
  const { signal } = visit;
  const { title, content } = await pageOf(new URL(location.href), signal).catch(notAvailable);
  // The visitor may have gone on while this was fetched.
  if (signal.aborted) {
    return;
  }
  document.title = `${title} – Quayside`;
  main.replaceChildren(element('h1', {}, title), ...content);
  for (const link of document.querySelectorAll('header nav a')) {
    link.ariaCurrent = link.pathname === location.pathname ? 'page' : null;
  }
}

async function pageOf({ pathname, searchParams }, left) {
  for (const { pattern, render } of pages) {
    const match = pattern.exec(pathname);
    if (match) {
      return render(match.groups, searchParams, left);
    }
  }
  throw new Error('This address belongs to no page.');
}

function notAvailable({ message }) {
  return { title: 'Not available', content: [element('p', { role: 'alert' }, message)] };
}

document.addEventListener('click', (event) => {
  const link = event.target.closest?.('a');
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (!link || !plain || link.origin !== location.origin || link.pathname.startsWith('/api/')) {
    return;
  }
  event.preventDefault();
  history.pushState(null, '', link.href);
  show();
});
addEventListener('popstate', show);

// Django wants its CSRF cookie's value in every form.
account.addEventListener('submit', () => {
  account.elements.csrfmiddlewaretoken.value = /csrftoken=(\w+)/.exec(document.cookie)?.[1] ?? '';
});

await show();
document.querySelector('#who').textContent = (await fetchJson('/api/me')).email;
