import { fetchJson, report, sendJson } from './api.js';
import { element } from './element.js';

const PATH = '/api/staff/almanac';

/** What staff see of the almanac: the highest waters, and a button that has this year reckoned. */
export async function almanac() {
  const rows = element('ul', { class: 'list', 'aria-label': 'Highest waters' });
  const show = async () => rows.replaceChildren(...(await fetchJson(PATH)).map(row));
  const again = element('button', { type: 'button' }, 'Reckon this year');
  const answer = element('output', {});
  again.addEventListener('click', () =>
    report(answer, async () => {
      const { year } = await sendJson(PATH, {});
      await show();
      return `${year} is on its way.`;
    }),
  );
  await show();
  return element(
    'section',
    { class: 'card' },
    element('h2', {}, 'Highest waters'),
    rows,
    element('p', { class: 'row' }, again, answer),
  );
}

function row({ year, harbour, day, metres, reckonedAt }) {
  const time = new Date(reckonedAt).toLocaleString('en-GB');
  const text = `${year}, ${harbour}: ${metres.toFixed(2)} m on ${day}`;
  return element('li', {}, element('span', {}, text), element('span', {}, `reckoned ${time}`));
}
