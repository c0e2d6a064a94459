/** Puts a table between the markers `<!-- bench:name -->` and `<!-- /bench:name -->` of a page. */
export function insertBetweenMarkers(text: string, name: string, table: string): string {
  const begin = `<!-- bench:${name} -->\n`;
  const from = text.indexOf(begin);
  const to = text.indexOf(`<!-- /bench:${name} -->`);
  if (from < 0 || to < 0) {
    throw new Error(`the page has no place for the table "${name}"`);
  }
  return text.slice(0, from + begin.length) + table + text.slice(to);
}
