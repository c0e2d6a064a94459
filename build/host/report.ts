import colors from 'picocolors';

/** Text styles, or none where the terminal shows no colour. */
export function styles(color: boolean) {
  return colors.createColors(color);
}

/** A number as people read it: 10,240. */
export function groupDigits(value: number): string {
  return value.toLocaleString('en-US');
}

/** Rows as aligned columns, two spaces in; a column of numbers is aligned to the right. */
export function formatTable(rows: readonly (readonly (string | number)[])[]): string {
  const cells = rows.map((row) =>
    row.map((cell) => (typeof cell === 'number' ? groupDigits(cell) : cell)),
  );
  const widths = (cells[0] ?? []).map((_, i) => Math.max(...cells.map((row) => row[i]!.length)));
  return cells
    .map((row, r) =>
      row
        .map((cell, i) =>
          typeof rows[r]![i] === 'number' ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!),
        )
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `  ${line}`)
    .join('\n');
}

/** Text from outside in double quotes, with everything that could steer a terminal escaped. */
export function quoteForTerminal(text: string): string {
  return JSON.stringify(text).replace(
    /[\x7F-\x9F\u200E\u200F\u2028-\u202E\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
