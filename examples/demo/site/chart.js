import { element } from './element.js';

/** A bar for each `{ label, value }`; a bar of the value `max` has the full width. */
export function chart(bars, { max, unit }) {
  const rows = bars.map(({ label, value }) =>
    element(
      'li',
      {},
      element('span', {}, label),
      element('meter', { min: 0, max, value, 'aria-label': label }),
      element('span', { class: 'number' }, `${value.toFixed(2)} ${unit}`),
    ),
  );
  return element('ul', { class: 'chart' }, ...rows);
}
