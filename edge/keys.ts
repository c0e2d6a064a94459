/** The keys of a ring. Null if one of its secrets is unusable (SPEC 2). For runtime 2.0. */
export function parseKeyRing(ring: string): Key[] | null {
  // A text of 64 characters is a single secret: a comma would leave two that are too short. The
  // usual case is spared the split.
  var secrets = ring.length === 64 ? [ring] : ring.split(',');
  var keys = [];
  for (var i = 0; i < secrets.length; i++) {
    var secret = secrets[i].trim();
    var key = Buffer.from(secret, 'hex');
    var hex = key.toString('hex');
    // A hex decoder stops silently at the first bad digit; encoding the key again reveals that.
    // At most 4 secrets of 16 to 128 bytes each (SPEC 2).
    if (i > 3 || !hex[31] || hex[256] || (hex !== secret && hex !== secret.toLowerCase())) {
      return null;
    }
    keys.push(key);
  }
  return keys;
}

/** The key of a secret that the build has checked. For both runtimes. */
export function decodeSecret(secret: string): Key {
  return BYTE_STRINGS ? String.bytesFrom(secret, 'hex') : Buffer.from(secret, 'hex');
}
