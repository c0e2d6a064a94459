/**
 * Names of elements in an answer that the SDK passed over, because its version is older than they are. A change that sends the whole
 * back would take them away without a word.
 */
export function unreadIn(xml: string, value: object): readonly string[] {
  const read = { names: new Set<string>(), lists: new Set<string>() };
  collect(value, read);
  const unread = new Set<string>();
  const path: { name: string; isEmpty: boolean }[] = [];
  let end = 0;
  for (const tag of xml.matchAll(/<(\/?)([A-Za-z][\w.-]*)[^<>]*?(\/?)>/g)) {
    const [text, isClosing, name, isAlone] = tag as unknown as [string, string, string, string];
    const current = path.at(-1);
    if (current && xml.slice(end, tag.index).trim() !== '') current.isEmpty = false;
    end = tag.index + text.length;
    if (isClosing) {
      const closed = path.pop();
      const parent = path.at(-1);
      // What is empty says nothing; what stands in a list has a name of the wire's own; the outermost is the value itself.
      if (closed?.isEmpty === false && parent) {
        parent.isEmpty = false;
        if (!read.names.has(name) && !read.lists.has(parent.name)) unread.add(name);
      }
    } else if (!isAlone) {
      path.push({ name, isEmpty: true });
    }
  }
  return [...unread];
}

function collect(value: unknown, read: { names: Set<string>; lists: Set<string> }): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    if (!Array.isArray(value)) read.names.add(name);
    if (Array.isArray(member)) read.lists.add(name);
    collect(member, read);
  }
}
