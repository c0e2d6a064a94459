import { fetchJson } from './api.js';
import { watch } from './live.js';
import { startNavigation } from './navigation.js';
import { pages } from './pages.js';
import { logout } from './pocket-spa-auth.js';

const account = document.querySelector('form.account');
account.addEventListener('submit', (event) => {
  // The other tabs hear of it.
  event.preventDefault();
  logout(account.action);
});

const me = fetchJson('/api/me');
await startNavigation(pages, 'Harbour');
const { userId, live } = await me;
document.querySelector('#account').textContent = userId;
if (live) {
  watch(live, ({ present }) => {
    document.querySelector('#live').textContent = `${present} here now`;
  });
}
