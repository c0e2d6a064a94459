/**
 * Names of elements in an answer that the SDK passed over, because its version is older than they are. A change that sends the whole
 * back would take them away without a word.
 */
export function findUnreadSettings(xml: string, value: object): readonly string[] {
  const read = { members: new Set<string>(), lists: new Set<string>() };
  collect(value, '', read);
  const unread = new Set<string>();
  const path: Element[] = [];
  let end = 0;
  for (const tag of xml.matchAll(/<(\/?)([A-Za-z][\w.-]*)[^<>]*?(\/?)>/g)) {
    const [text, isClosing, name, isAlone] = tag as unknown as [string, string, string, string];
    const current = path.at(-1);
    if (current && xml.slice(end, tag.index).trim() !== '') {
      current.isEmpty = false;
    }
    end = tag.index + text.length;
    if (isClosing) {
      const closed = path.pop();
      const parent = path.at(-1);
      if (!closed || closed.isEmpty || !parent) {
        continue;
      }
      parent.isEmpty = false;
      if (!closed.isEntry && !read.members.has(closed.place)) {
        unread.add(name);
      }
    } else if (!isAlone) {
      path.push(elementOf(name, current, read.lists));
    }
  }
  return [...unread];
}

/** One element, as far as it has been seen. */
interface Element {
  /** Its name below its parent's, as a member of the value is named; that of the list where it is an entry of one. */
  readonly place: string;
  /** Whether it is an entry of a list: the wire has a name of its own for that. */
  readonly isEntry: boolean;
  /** What is empty says nothing that could be lost. */
  isEmpty: boolean;
}

function elementOf(name: string, parent: Element | undefined, lists: ReadonlySet<string>): Element {
  // The outermost is the value itself.
  if (!parent) {
    return { place: '', isEntry: false, isEmpty: true };
  }
  const isEntry = !parent.isEntry && lists.has(parent.place);
  return { place: isEntry ? parent.place : placeOf(parent.place, name), isEntry, isEmpty: true };
}

function collect(
  value: unknown,
  place: string,
  read: { members: Set<string>; lists: Set<string> },
): void {
  if (typeof value !== 'object' || value === null) {
    return;
  }
  if (Array.isArray(value)) {
    read.lists.add(place);
    for (const entry of value) {
      collect(entry, place, read);
    }
    return;
  }
  for (const [name, member] of Object.entries(value)) {
    const at = placeOf(place, name);
    read.members.add(at);
    collect(member, at, read);
  }
}

function placeOf(parent: string, name: string): string {
  return `${parent}/${name}`;
}
