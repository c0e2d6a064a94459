/** CloudFront's own module with a KeyValueStore that holds one secret, or none. */
export function fakeCloudfront(store: { secret: string | null }) {
  const get = async (key: string): Promise<string> => {
    if (key !== 'token_secret' || store.secret === null) throw new Error('KeyNotFound');
    return store.secret;
  };
  return { default: { kvs: () => ({ get }) } };
}
