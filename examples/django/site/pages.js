import { fetchJson } from './api.js';
import { chart } from './chart.js';
import { chat } from './chat.js';
import { element } from './element.js';

/** The pages of the site, for `startNavigation`. */
export const pages = [
  { pattern: /^\/$/, render: harbours },
  { pattern: /^\/tides\/(?<harbour>[\w-]+)$/, render: tides },
  { pattern: /^\/chat$/, render: chat },
  { pattern: /^\/staff$/, render: staff },
];

async function harbours() {
  const links = [
    ['/tides/north-quay', 'North Quay'],
    ['/tides/old-pier', 'Old Pier'],
  ].map(([href, name]) => element('li', {}, element('a', { href }, name)));
  return { title: 'Tides', content: [element('ul', { class: 'card list' }, ...links)] };
}

async function tides({ harbour }, query) {
  const table = await fetchJson(`/api/tides/${harbour}`);
  const shown =
    query.get('view') === 'chart' ? highWaterChart(table.highWaters) : list(table.highWaters);
  const time = new Date(table.reckonedAt).toLocaleTimeString('en-GB');
  const again = element('button', { type: 'button' }, 'Ask again');
  const answer = element('output', {}, `Reckoned at ${time}`);
  again.addEventListener('click', async () => {
    const { reckonedAt } = await fetchJson(`/api/tides/${harbour}`);
    answer.textContent = reckonedAt === table.reckonedAt ? 'The same table, from the cache' : 'New';
  });
  return {
    title: `${table.harbour}, high water`,
    content: [
      element('section', { class: 'card' }, shown),
      element('p', { class: 'row' }, again, answer),
    ],
  };
}

function list(highWaters) {
  const rows = highWaters.map(({ day, metres }) =>
    element('li', {}, element('span', {}, day), element('span', {}, `${metres.toFixed(2)} m`)),
  );
  return element('ul', { class: 'list' }, ...rows);
}

function highWaterChart(highWaters) {
  const bars = highWaters.map(({ day, metres }) => ({ label: day, value: metres }));
  return chart(bars, { max: 6, unit: 'm' });
}

async function staff() {
  const people = await fetchJson('/api/staff/people');
  const rows = people.map(({ email, isStaff }) =>
    element('li', {}, element('span', {}, email), element('span', {}, isStaff ? 'staff' : '')),
  );
  return { title: 'Accounts', content: [element('ul', { class: 'card list' }, ...rows)] };
}
