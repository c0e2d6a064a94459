import { almanac } from './almanac.js';
import { fetchJson, report, sendJson } from './api.js';
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
  const [list, overview] = await Promise.all([
    fetchJson('/api/harbours'),
    fetchJson('/api/overview'),
  ]);
  const rows = list.map(({ slug, name, metres }) =>
    element(
      'li',
      {},
      element('a', { href: `/tides/${slug}` }, name),
      element('span', {}, metres === null ? 'not observed' : `${metres.toFixed(2)} m`),
    ),
  );
  const recorded = `Recorded by you: ${overview.observations}`;
  const accounts = overview.people === undefined ? '' : `; accounts: ${overview.people}`;
  return {
    title: 'Tides',
    content: [
      element('ul', { class: 'card list' }, ...rows),
      element('p', { class: 'row' }, recorded + accounts),
    ],
  };
}

async function tides({ harbour }, query) {
  const table = await fetchJson(`/api/tides/${harbour}`);
  const shown =
    query.get('view') === 'chart' ? highWaterChart(table.highWaters) : list(table.highWaters);
  const time = new Date(table.reckonedAt).toLocaleTimeString('en-GB');
  const again = element('button', { type: 'button' }, 'Ask again');
  const answer = element('output', {}, `Reckoned at ${time}`);
  again.addEventListener('click', () =>
    report(answer, async () => {
      const { reckonedAt } = await fetchJson(`/api/tides/${harbour}`);
      return reckonedAt === table.reckonedAt ? 'The same table, from the cache' : 'New';
    }),
  );
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
  const [people, list] = await Promise.all([
    fetchJson('/api/staff/people'),
    fetchJson('/api/harbours'),
  ]);
  const rows = people.map(({ email, isStaff }) =>
    element('li', {}, element('span', {}, email), element('span', {}, isStaff ? 'staff' : '')),
  );
  return {
    title: 'Accounts',
    content: [
      element('ul', { class: 'card list' }, ...rows),
      observationForm(list),
      await almanac(),
    ],
  };
}

function observationForm(harbours) {
  const options = harbours.map(({ slug, name }) => element('option', { value: slug }, name));
  const harbour = element('select', { 'aria-label': 'Harbour' }, ...options);
  const metres = element('input', { 'aria-label': 'Metres', inputmode: 'decimal', required: '' });
  const answer = element('output', {});
  const form = element('form', { class: 'row' }, harbour, metres, element('button', {}, 'Record'));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    report(answer, async () => {
      await sendJson(`/api/staff/harbours/${harbour.value}/observations`, { metres: metres.value });
      return 'Recorded';
    });
  });
  form.append(answer);
  return form;
}
