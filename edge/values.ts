/** The value of a header or cookie, or '' if the viewer sent none of the name. */
export function getValue(items: Items | undefined, name: string): string {
  var item = items && items[name];
  return item ? item.value : '';
}

/** How many octets of UTF-8 a value has. */
export function countOctets(text: string): number {
  return (BYTE_STRINGS ? text.toUTF8() : Buffer.from(text)).length;
}
