/**
 * Whether `mac`, 64 hex digits, is the HMAC-SHA-256 of the message. The time does not depend on
 * where they differ. The platform has no timingSafeEqual, and a loop over 64 characters costs as
 * much as six HMACs.
 */
export function verifyMac(mac: string, key: Key, message: string): boolean {
  var expected = cryptoModule.createHmac('sha256', key).update(message).digest('hex');
  var difference = 0;
  var i = 0;
  if (BYTE_STRINGS) {
    // Runtime 1.0 has no Buffer. 13 hex digits are 52 bits, which a number represents exactly.
    for (; i < 64; i += 13) {
      difference |= +(parseInt(mac.substr(i, 13), 16) !== parseInt(expected.substr(i, 13), 16));
    }
  } else {
    // Compares eight doubles with eight. The bytes of hex text always form finite, normal numbers,
    // so the comparison is exact.
    var bytes = Buffer.from(mac + expected);
    var doubles = new Float64Array(bytes.buffer, bytes.byteOffset, 16);
    for (; i < 8; i++) {
      difference |= +(doubles[i] !== doubles[i + 8]);
    }
  }
  return !difference;
}
