/**
 * Names the elements of an XML answer that are not in the value that the SDK parsed from it: the
 * SDK is older than these settings. An update that sends the value back would remove them without a
 * warning.
 */
export function findUnknownSettings(xml: string, value: object): readonly string[] {
  const parsed = { members: new Set<string>(), lists: new Set<string>() };
  collectPaths(value, '', parsed);
  const unknown = new Set<string>();
  const open: Element[] = [];
  let end = 0;
  for (const tag of xml.matchAll(/<(\/?)([A-Za-z][\w.-]*)[^<>]*?(\/?)>/g)) {
    const [text, isClosing, name, isSelfClosing] = tag as unknown as [
      string,
      string,
      string,
      string,
    ];
    const current = open.at(-1);
    if (current && xml.slice(end, tag.index).trim() !== '') {
      current.isEmpty = false;
    }
    end = tag.index + text.length;
    if (isClosing) {
      const closed = open.pop();
      const parent = open.at(-1);
      if (!closed || closed.isEmpty || !parent) {
        continue;
      }
      parent.isEmpty = false;
      if (!closed.isEntry && !parsed.members.has(closed.path)) {
        unknown.add(name);
      }
    } else if (!isSelfClosing) {
      open.push(openElement(name, current, parsed.lists));
    }
  }
  return [...unknown];
}

/** An element that is open at the current place in the text. */
interface Element {
  /**
   * The path of the member in the value, such as `/Origins/Items`; an entry of a list has the path
   * of the list.
   */
  readonly path: string;
  /**
   * Whether it is an entry of a list. XML names each entry, such as `<CNAME>`; the value does not.
   */
  readonly isEntry: boolean;
  /** An empty element holds no setting that could be lost. */
  isEmpty: boolean;
}

function openElement(
  name: string,
  parent: Element | undefined,
  lists: ReadonlySet<string>,
): Element {
  // The root element is the value itself.
  if (!parent) {
    return { path: '', isEntry: false, isEmpty: true };
  }
  const isEntry = !parent.isEntry && lists.has(parent.path);
  return { path: isEntry ? parent.path : joinPath(parent.path, name), isEntry, isEmpty: true };
}

function collectPaths(
  value: unknown,
  path: string,
  parsed: { members: Set<string>; lists: Set<string> },
): void {
  if (typeof value !== 'object' || value === null) {
    return;
  }
  if (Array.isArray(value)) {
    parsed.lists.add(path);
    for (const entry of value) {
      collectPaths(entry, path, parsed);
    }
    return;
  }
  for (const [name, member] of Object.entries(value)) {
    const memberPath = joinPath(path, name);
    parsed.members.add(memberPath);
    collectPaths(member, memberPath, parsed);
  }
}

function joinPath(parent: string, name: string): string {
  return `${parent}/${name}`;
}
