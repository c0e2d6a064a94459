import { fetchJson } from './api.js';
import { watch } from './live.js';
import { pages } from './pages.js';

const main = document.querySelector('#main');

/** Shows the page of the current address. */
async function show() {
  const { pathname, searchParams } = new URL(location.href);
  const { title, content } = await pageOf(pathname, searchParams);
  document.title = `${title} – Harbour`;
  const heading = document.createElement('h1');
  heading.textContent = title;
  main.replaceChildren(heading, ...content);
  for (const link of document.querySelectorAll('header nav a')) {
    const current = link.pathname === '/' ? pathname === '/' : pathname.startsWith(link.pathname);
    if (current) {
      link.setAttribute('aria-current', 'page');
    } else {
      link.removeAttribute('aria-current');
    }
  }
}

async function pageOf(pathname, query) {
  for (const { pattern, render } of pages) {
    const match = pattern.exec(pathname);
    if (match) {
      return render(match.groups ?? {}, query).catch(failed);
    }
  }
  return { title: 'Nothing here', content: ['This address belongs to no page.'] };
}

function failed(error) {
  return { title: 'Not available', content: [error.message] };
}

document.addEventListener('click', async (event) => {
  const link = event.target.closest?.('a');
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (!link || !plain || link.origin !== location.origin || link.hash) {
    return;
  }
  event.preventDefault();
  history.pushState(null, '', link.href);
  await show();
  main.focus();
});
addEventListener('popstate', show);

const me = fetchJson('/api/me');
await show();
const { userId, live } = await me;
document.querySelector('#account').textContent = userId;
if (live) {
  watch(live, ({ present }) => {
    document.querySelector('#live').textContent = `${present} here now`;
  });
}
