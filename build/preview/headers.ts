// Developer guide, "Restrictions on edge functions": a function neither sees nor adds these ...
const HIDDEN =
  /^(?:connection|expect|keep-alive|proxy-.*|trailer|upgrade|x-accel-.*|x-amz-cf-.*|x-amzn-.*|x-cache|x-edge-.*|x-forwarded-proto|x-real-ip)$/;
// ... and sees these, but cannot change them.
const READ_ONLY = ['content-length', 'host', 'transfer-encoding', 'via'] as const;

/** The headers that a viewer-request function sees and must leave as they are. */
export const readOnlyHeaders: readonly string[] = READ_ONLY;

/** Whether CloudFront keeps a header to itself; the name in lower case. */
export function isHiddenHeader(name: string): boolean {
  return HIDDEN.test(name);
}

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
