/**
 * The cut-offs that nginx read from a file (SPEC 3.1), as a store. Without further settings a map
 * of nginx has keys of at most 46 octets, so a user's has 40 of the 64 digits: 160 bits.
 */
export function cutOffs(r: NginxRequest): Store & { everybody: string | undefined } {
  function get(key: string): string {
    r.variables.spa_auth_key = key.replace('revoked:', '').slice(0, 40);
    return r.variables.spa_auth_cut_off!;
  }
  function exists(key: string): boolean {
    // No file can hold this text by mistake, and an empty entry is one (SPEC 3.1).
    return get(key) !== 'no entry';
  }
  return {
    get: get,
    exists: exists,
    everybody: exists('everybody') ? get('everybody') : undefined,
  };
}
