/** Headers, cookies and the query come as items. */

/** The item and its repeats, in the order sent. */
export function repeatsOf(item: Item | undefined): Item[] {
  return item ? item.multiValue || [item] : [];
}

/** A header's value; empty where the viewer sent none. */
export function headerOf(request: ViewerRequest, name: string): string {
  var item = request.headers[name];
  return item ? item.value : '';
}
