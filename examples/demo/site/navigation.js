import { element } from './element.js';

const main = document.querySelector('#main');

/**
 * Shows the page of the current address, and again after each click on a link to another page of
 * the site. A page has a `pattern` for its path and a function `render`. `render` gets the groups
 * of the pattern, the query and an AbortSignal, which is aborted when the user goes to another
 * page. It returns a title and the content.
 */
export async function startNavigation(pages, siteName) {
  let controller = new AbortController();

  async function show() {
    controller.abort();
    controller = new AbortController();
    const { signal } = controller;
    const { title, content } = await render(pages, signal).catch(errorPage);
    // The user may have gone to another page in the meantime.
    if (signal.aborted) {
      return;
    }
    document.title = `${title} – ${siteName}`;
    main.replaceChildren(element('h1', {}, title), ...content);
    markCurrentLink();
  }

  document.addEventListener('click', async (event) => {
    const link = event.target.closest?.('a');
    const isPlainClick = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (!link || !isPlainClick || !isPage(link)) {
      return;
    }
    event.preventDefault();
    history.pushState(null, '', link.href);
    await show();
    main.focus();
  });
  addEventListener('popstate', show);
  await show();
}

async function render(pages, signal) {
  const { pathname, searchParams } = new URL(location.href);
  for (const { pattern, render } of pages) {
    const match = pattern.exec(pathname);
    if (match) {
      return render(match.groups ?? {}, searchParams, signal);
    }
  }
  throw new Error('There is no page at this address.');
}

function errorPage({ message }) {
  return { title: 'Not available', content: [element('p', { role: 'alert' }, message)] };
}

function markCurrentLink() {
  const { pathname } = location;
  for (const link of document.querySelectorAll('header nav a')) {
    const isCurrent = link.pathname === '/' ? pathname === '/' : pathname.startsWith(link.pathname);
    link.ariaCurrent = isCurrent ? 'page' : null;
  }
}

function isPage(link) {
  return link.origin === location.origin && !link.hash && !link.pathname.startsWith('/api/');
}
