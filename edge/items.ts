/** Every entry of a header, cookie or query parameter that may be repeated, in the order sent. */
export function allEntries(item: Item | undefined): Item[] {
  return item ? item.multiValue || [item] : [];
}

/** A header's value, or '' if the viewer sent none. */
export function getHeader(request: ViewerRequest, name: string): string {
  var item = request.headers[name];
  return item ? item.value : '';
}
