/** How many octets of UTF-8 the text has. */
export function countOctets(text: string): number {
  return (BYTE_STRINGS ? text.toUTF8() : Buffer.from(text)).length;
}
