import type { Kind, VectorFile } from '../../types.js';

/** ASCII text with one case per line, so that a changed case is a changed line. */
export function toJson<K extends Kind>({ cases, ...head }: VectorFile<K>): string {
  const top = JSON.stringify(head, null, 2).slice(0, -2);
  const lines = cases.map((one) => `    ${JSON.stringify(one)}`).join(',\n');
  return toAscii(`${top},\n  "cases": [\n${lines}\n  ]\n}\n`);
}

function toAscii(json: string): string {
  return json.replace(/[^\x00-\x7e]/g, escapeUnit);
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
