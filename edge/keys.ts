/** The keys of a ring in full, or null: one unusable secret spoils it (SPEC 2). Runtime 2.0. */
export function keysOf(ring: string): Key[] | null {
  // 64 characters can only be one secret: half of them would be too short. Saves the usual case the split.
  var secrets = ring.length === 64 ? [ring] : ring.split(',');
  var keys = [];
  for (var i = 0; i < secrets.length; i++) {
    var secret = secrets[i].trim();
    var key = Buffer.from(secret, 'hex');
    // Hex decoders stop silently at the first bad digit; encoding back shows it.
    if (
      i > 3 ||
      key.length < 16 ||
      key.length > 128 ||
      key.toString('hex') !== secret.toLowerCase()
    ) {
      return null;
    }
    keys.push(key);
  }
  return keys;
}

/** The key of a secret that the build has checked. Either runtime. */
export function embeddedKey(secret: string): Key {
  return BYTE_STRINGS ? String.bytesFrom(secret, 'hex') : Buffer.from(secret, 'hex');
}
