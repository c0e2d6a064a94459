/** The text of a header that Node read byte by byte: UTF-8 where it is, else Latin-1, as CloudFront converts it. */
export function fromWire(value: string): string {
  const bytes = Buffer.from(value, 'latin1');
  const text = bytes.toString('utf8');
  return Buffer.from(text, 'utf8').equals(bytes) ? text : value;
}

/** The form in which Node writes a text's UTF-8 bytes into a header. */
export function toWire(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
