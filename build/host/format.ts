import colors from 'picocolors';

/** Text styles such as bold and green; without effect if `color` is false. */
export function textStyles(color: boolean) {
  return colors.createColors(color);
}

/** A number with grouped digits, such as 10,240. */
export function groupDigits(value: number): string {
  return value.toLocaleString('en-US');
}

/** Formats rows as aligned columns, indented by two spaces. Numbers are aligned to the right. */
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

/** A time in Unix seconds as ISO 8601 and as the number. */
export function formatTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  // `Date` ends at the year 275760.
  return Number.isNaN(date.getTime()) ? `${seconds}` : `${date.toISOString()} (${seconds})`;
}

/** Quotes untrusted text. Every character that could control a terminal is escaped. */
export function quoteForTerminal(text: string): string {
  return escapeForTerminal(JSON.stringify(text));
}

/** Escapes every character that could control a terminal or change the direction of its text. */
export function escapeForTerminal(text: string): string {
  return text.replace(
    /[\x00-\x1F\x7F-\x9F\u200E\u200F\u2028-\u202E\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
