import { fetchJson } from './api.js';
import { element } from './element.js';

export async function chat(_parameters, _query, left) {
  const socket = await connect();
  left.addEventListener('abort', () => socket.close());
  const said = element('ul', { class: 'card chat', 'aria-live': 'polite' });
  const text = element('input', { 'aria-label': 'Message', maxlength: '500', required: '' });
  const form = element('form', { class: 'row' }, text, element('button', {}, 'Send'));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    socket.send(text.value);
    text.value = '';
  });
  socket.addEventListener('message', ({ data }) => {
    const { who, text: words } = JSON.parse(data);
    said.append(element('li', {}, element('b', {}, who), element('span', {}, words)));
  });
  return { title: 'Chat', content: [said, form] };
}

async function connect() {
  try {
    return await opened();
  } catch {
    // A script is not told why a handshake was refused. A fetch is, and it renews the token or goes to the login page.
    await fetchJson('/api/me');
    return opened();
  }
}

function opened() {
  const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/api/chat`);
  return new Promise((done, failed) => {
    socket.addEventListener('open', () => done(socket));
    socket.addEventListener('error', () => failed(new Error('The chat cannot be reached.')));
  });
}
