import { fetchJson } from './api.js';
import { startNavigation } from './navigation.js';
import { pages } from './pages.js';

const account = document.querySelector('.account');

// Django requires the value of its CSRF cookie in every form.
account.addEventListener('submit', () => {
  account.elements.csrfmiddlewaretoken.value = /csrftoken=(\w+)/.exec(document.cookie)?.[1] ?? '';
});

await startNavigation(pages, 'Quayside');
document.querySelector('#who').textContent = (await fetchJson('/api/me')).email;
