import { fetchJson, readCsrfToken } from './api.js';
import { startNavigation } from './navigation.js';
import { pages } from './pages.js';

const account = document.querySelector('.account');

account.addEventListener('submit', () => {
  account.elements.csrfmiddlewaretoken.value = readCsrfToken();
});

await startNavigation(pages, 'Quayside');
document.querySelector('#who').textContent = (await fetchJson('/api/me')).email;
