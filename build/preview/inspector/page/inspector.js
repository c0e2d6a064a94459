import { badge, element, facts, visible } from './element.js';
import { showDecision, showExplanation } from './explanation.js';

const LIMIT = 200;

const list = document.getElementById('decisions');
const detail = document.getElementById('detail');
const filter = document.getElementById('filter');
const connection = document.getElementById('connection');

let chosen = 0;

listen();
filter.addEventListener('input', applyFilter);
list.addEventListener('keydown', moveByKey);
detail.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape') {
    document.getElementById(`decision-${chosen}`)?.focus();
  }
});

/** Shows decisions as they come. The browser connects again by itself. */
function listen() {
  const source = new EventSource('events');
  source.addEventListener('function', ({ data }) => {
    // The preview sends all that it keeps, and may be another run.
    list.replaceChildren();
    connection.textContent = 'live';
    connection.className = 'live';
    showFunction(JSON.parse(data));
    applyFilter();
  });
  source.addEventListener('decision', ({ data }) => addRow(JSON.parse(data)));
  source.addEventListener('error', () => {
    connection.textContent = 'The preview has ended, or is being started again.';
    connection.className = '';
  });
}

function showFunction({ name, runtime, secret, bytes, limit, features, cookieName, loginPath }) {
  const size = `${bytes.toLocaleString('en-US')} of ${limit.toLocaleString('en-US')} bytes`;
  document.querySelector('#function summary').textContent = `${name}: ${size}`;
  document
    .getElementById('facts')
    .replaceChildren(
      element('meter', { min: '0', max: String(limit), value: String(bytes), 'aria-label': size }),
      facts([
        ['Runtime', runtime],
        ['Secret', secret],
        ['Cookie', cookieName],
        ['Login path', loginPath],
        ...features.map((feature) => [
          feature.name,
          `${feature.bytes.toLocaleString('en-US')} bytes`,
        ]),
      ]),
    );
}

function addRow(decision) {
  const { id, time, method, path, verdict, reason, status, rule, microseconds } = decision;
  const outcome = [status > 0 && String(status), reason].filter(Boolean).join(' ');
  const button = element(
    'button',
    { type: 'button', class: 'row', id: `decision-${id}`, tabindex: '-1' },
    badge(verdict),
    element('span', { class: 'path' }, `${method} ${visible(path)}`),
    element('span', { class: 'time' }, formatMicroseconds(microseconds)),
    element('span', { class: 'rule' }, [outcome, visible(rule)].filter(Boolean).join(' · ')),
    element('time', { class: 'time' }, new Date(time * 1000).toLocaleTimeString()),
  );
  button.addEventListener('click', () => choose(id));
  const row = element('li', {}, button);
  row.dataset.text = `${method} ${path} ${verdict} ${reason} ${status} ${rule}`.toLowerCase();
  list.prepend(row);
  if (list.children.length > LIMIT) {
    list.lastElementChild.remove();
  }
  applyFilter();
}

function applyFilter() {
  const words = filter.value.toLowerCase().split(/\s+/);
  let shown = 0;
  for (const row of list.children) {
    row.hidden = !words.every((word) => row.dataset.text.includes(word));
    shown += row.hidden ? 0 : 1;
  }
  document.getElementById('empty').hidden = list.children.length > 0;
  document.getElementById('list-title').textContent =
    shown === list.children.length
      ? `Decisions (${shown})`
      : `Decisions (${shown} of ${list.children.length})`;
  markChosen();
}

/** Exactly one row can be reached by Tab; the arrows lead to the others. */
function markChosen() {
  const buttons = [...list.querySelectorAll('li:not([hidden]) button')];
  const current = buttons.find(({ id }) => id === `decision-${chosen}`) ?? buttons[0];
  for (const button of list.querySelectorAll('button')) {
    button.tabIndex = button === current ? 0 : -1;
    if (button.id === `decision-${chosen}`) {
      button.setAttribute('aria-current', 'true');
    } else {
      button.removeAttribute('aria-current');
    }
  }
}

function moveByKey(event) {
  const buttons = [...list.querySelectorAll('li:not([hidden]) button')];
  const at = buttons.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (to === undefined || !buttons[to]) {
    return;
  }
  event.preventDefault();
  buttons[to].focus();
}

async function choose(id) {
  chosen = id;
  markChosen();
  const answer = await load(`decisions/${id}`);
  if (chosen !== id) {
    return;
  }
  if (answer.problem) {
    detail.replaceChildren(element('p', { class: 'problem', role: 'alert' }, answer.problem));
    return;
  }
  const { explanation, microseconds } = answer;
  const { method, path } = explanation.request;
  const time = microseconds === null ? '' : `, ${formatMicroseconds(microseconds)}`;
  detail.replaceChildren(
    element('h2', {}, `${method} ${visible(path)}`),
    element('p', { class: 'quiet' }, `${visible(explanation.rule)}${time}`),
    ...showExplanation(explanation),
    createWhatIf(id),
  );
  detail.focus({ preventScroll: true });
  // On a narrow screen the details are below the list.
  if (detail.getBoundingClientRect().top > innerHeight / 2) {
    detail.scrollIntoView();
  }
}

function createWhatIf(id) {
  const result = element('div', { 'aria-live': 'polite' });
  const form = element(
    'form',
    { class: 'what-if' },
    element('h3', {}, 'What if'),
    select('cookie', 'Cookie', [
      ['', 'as it was sent'],
      ['valid', 'a valid token'],
      ['expired', 'an expired token'],
      ['forged', 'a forged token'],
      ['none', 'no cookie'],
    ]),
    element(
      'label',
      {},
      'User of the token',
      element('input', { name: 'userId', placeholder: 'somebody', autocomplete: 'off' }),
    ),
    select('kind', 'Request', [
      ['', 'as it was sent'],
      ['page', 'a page'],
      ['fetch', 'a fetch'],
      ['prefetch', 'a prefetch'],
      ['iframe', 'an iframe'],
      ['download', 'a download'],
    ]),
    element('button', { class: 'ask' }, 'Ask the function'),
    result,
  );
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const given = Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ''));
    // Who types a user id wants to be that user.
    const variation = given.userId ? { cookie: 'valid', ...given } : given;
    const { explanation, problem } = await load(`decisions/${id}`, variation);
    result.replaceChildren(
      ...(problem ? [element('p', { class: 'problem' }, problem)] : showDecision(explanation)),
    );
  });
  return form;
}

function select(name, label, options) {
  return element(
    'label',
    {},
    label,
    element(
      'select',
      { name },
      ...options.map(([value, text]) => element('option', { value }, text)),
    ),
  );
}

function formatMicroseconds(microseconds) {
  return microseconds === null ? '' : `${microseconds.toLocaleString('en-US')} µs`;
}

async function load(url, body) {
  try {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(
      url,
      body && { method: 'POST', headers, body: JSON.stringify(body) },
    );
    return await response.json();
  } catch {
    return { problem: 'The preview does not answer. Is it still running?' };
  }
}
