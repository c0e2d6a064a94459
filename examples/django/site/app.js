import { fetchJson, readCsrfToken } from './api.js';
import { element } from './element.js';
import { startNavigation } from './navigation.js';
import { pages } from './pages.js';

const account = document.querySelector('.account');

account.addEventListener('submit', () => {
  account.elements.csrfmiddlewaretoken.value = readCsrfToken();
});

await startNavigation(pages, 'Quayside');
document.querySelector('#who').textContent = (await fetchJson('/api/me')).email;
// Django keeps them until they are read, so each is shown once.
const messages = await fetchJson('/api/messages');
document
  .querySelector('#messages')
  .replaceChildren(...messages.map(({ text }) => element('p', { class: 'note' }, text)));
