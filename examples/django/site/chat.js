import { fetchJson } from './api.js';
import { element } from './element.js';

// Milliseconds, before the next attempt to connect again.
const PAUSE = 2000;

export async function chat(_parameters, _query, signal) {
  const messages = element('ul', { class: 'card chat', 'aria-live': 'polite' });
  const text = element('input', {
    'aria-label': 'Message',
    placeholder: 'Message to all',
    maxlength: '500',
    required: '',
  });
  const send = element('button', {}, 'Send');
  const form = element('form', { class: 'row' }, text, send);
  const state = element('p', { class: 'row', role: 'status' });
  let socket;

  async function open() {
    socket = await connect();
    socket.addEventListener('message', ({ data }) => {
      const { who, text: words } = JSON.parse(data);
      messages.append(element('li', {}, element('b', {}, who), element('span', {}, words)));
    });
    socket.addEventListener('close', reopen);
    if (signal.aborted) {
      socket.close();
    }
  }

  // The server closes it when the chat or Redis restarts.
  async function reopen() {
    send.disabled = true;
    state.textContent = 'The connection is lost. Trying again…';
    while (send.disabled && !signal.aborted) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
      await open().then(
        () => {
          send.disabled = false;
          state.textContent = '';
        },
        () => {},
      );
    }
  }

  await open();
  signal.addEventListener('abort', () => socket.close());
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    socket.send(text.value);
    text.value = '';
  });
  return { title: 'Chat', content: [messages, form, state] };
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
