import { fetchJson } from './api.js';
import { element } from './element.js';

export async function chat(_parameters, _query, signal) {
  const socket = await connect();
  signal.addEventListener('abort', () => socket.close());
  const messages = element('ul', { class: 'card chat', 'aria-live': 'polite' });
  const text = element('input', { 'aria-label': 'Message', maxlength: '500', required: '' });
  const form = element('form', { class: 'row' }, text, element('button', {}, 'Send'));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    socket.send(text.value);
    text.value = '';
  });
  socket.addEventListener('message', ({ data }) => {
    const { who, text: words } = JSON.parse(data);
    messages.append(element('li', {}, element('b', {}, who), element('span', {}, words)));
  });
  return { title: 'Chat', content: [messages, form] };
}

async function connect() {
  try {
    return await openSocket();
  } catch {
    // A script cannot see why a handshake was refused. fetchJson can: it renews the token or goes
    // to the login page.
    await fetchJson('/api/me');
    return openSocket();
  }
}

function openSocket() {
  const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/api/chat`);
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(socket));
    socket.addEventListener('error', () => reject(new Error('The chat cannot be reached.')));
  });
}
