/**
 * The module `cloudfront` of the runtime, with a KeyValueStore. An entry of null cannot be read.
 */
export function fakeCloudfront(kvs: { entries: Record<string, string | null> }) {
  const exists = async (key: string): Promise<boolean> => {
    if (kvs.entries[key] === null) {
      throw new Error('InternalError');
    }
    return Object.hasOwn(kvs.entries, key);
  };
  const get = async (key: string): Promise<string> => {
    if (!(await exists(key))) {
      throw new Error('KeyNotFound');
    }
    return kvs.entries[key]!;
  };
  return { default: { kvs: () => ({ get, exists }) } };
}
