/** The value of a header or cookie, or '' if the viewer sent none of the name. */
export function getValue(items: Items | undefined, name: string): string {
  var item = items && items[name];
  return item ? item.value : '';
}
