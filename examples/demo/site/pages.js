import { fetchJson } from './api.js';
import { chart } from './chart.js';
import { element } from './element.js';

const DATA = '/data/report.json';

/** The pages of the site, for `startNavigation`. */
export const pages = [
  { pattern: /^\/$/, render: overview },
  { pattern: /^\/reports\/?$/, render: reports },
  { pattern: /^\/reports\/(?<id>\d+)$/, render: report },
];

async function overview() {
  const { userId, expiry } = await fetchJson('/api/me');
  const result = element('output', { class: 'result' }, 'Not fetched yet.');
  const button = element('button', { type: 'button' }, 'Fetch the protected file');
  button.addEventListener('click', async () => {
    const { reports } = await fetchJson(DATA);
    result.textContent = `${reports.length} reports, the first from ${reports[0].harbour}.`;
  });
  return {
    title: 'Overview',
    content: [
      card(
        'Your session',
        element(
          'dl',
          {},
          element('dt', {}, 'Logged in as'),
          element('dd', { id: 'who' }, userId),
          element('dt', {}, 'Until'),
          element('dd', { id: 'until' }, time(expiry)),
        ),
      ),
      card(
        'A protected file',
        element(
          'p',
          { class: 'quiet' },
          'Without a valid token this request would be answered 401.',
        ),
        button,
        result,
      ),
    ],
  };
}

async function reports() {
  const { reports } = await fetchJson(DATA);
  const rows = reports.map(({ id, harbour, month, levels }) =>
    element(
      'li',
      {},
      element('a', { href: `/reports/${id}` }, harbour),
      element('span', { class: 'quiet' }, `${month}, ${levels.length} readings`),
    ),
  );
  return { title: 'Reports', content: [element('ul', { class: 'card list' }, ...rows)] };
}

async function report({ id }, query) {
  const { reports, unit } = await fetchJson(DATA);
  const found = reports.find((each) => each.id === Number(id));
  if (!found) {
    return { title: 'No such report', content: [element('p', {}, `There is no report ${id}.`)] };
  }
  const view = query.get('view') === 'chart' ? 'chart' : 'table';
  const shown = view === 'chart' ? levelChart(found.levels, unit) : table(found.levels, unit);
  return {
    title: `${found.harbour}, ${found.month}`,
    content: [
      element(
        'nav',
        { class: 'views', 'aria-label': 'View' },
        tab(id, 'table', view),
        tab(id, 'chart', view),
      ),
      element('section', { class: 'card' }, shown),
    ],
  };
}

function tab(id, name, current) {
  const attributes = { href: `/reports/${id}?view=${name}` };
  if (name === current) {
    attributes['aria-current'] = 'page';
  }
  return element('a', attributes, name === 'table' ? 'Table' : 'Chart');
}

function table(levels, unit) {
  const rows = levels.map(({ day, level }) =>
    element('tr', {}, element('td', {}, day), element('td', { class: 'number' }, level.toFixed(2))),
  );
  return element(
    'table',
    {},
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        element('th', {}, 'Day'),
        element('th', { class: 'number' }, `High water, ${unit}`),
      ),
    ),
    element('tbody', {}, ...rows),
  );
}

function levelChart(levels, unit) {
  const bars = levels.map(({ day, level }) => ({ label: day, value: level }));
  return chart(bars, { max: Math.max(...levels.map(({ level }) => level)), unit });
}

function card(title, ...content) {
  return element('section', { class: 'card' }, element('h2', {}, title), ...content);
}

function time(seconds) {
  const format = { dateStyle: 'full', timeStyle: 'short' };
  return new Date(seconds * 1000).toLocaleString('en-GB', format);
}
