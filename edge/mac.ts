import type { ParsedToken } from './token.js';

// Two MACs side by side. This array is aligned, whereas nothing documents that the memory of
// Buffer.from begins at an offset that is divisible by eight, as Float64Array requires.
var pair = BYTE_STRINGS ? undefined! : new Float64Array(16);
var octets = BYTE_STRINGS ? undefined! : Buffer.from(pair.buffer);

/**
 * The first token whose MAC is right under one of the keys (SPEC 3); four tokens are tried (SPEC
 * 4). The time does not depend on where two MACs differ. The platform has no timingSafeEqual; a
 * loop over 64 characters costs as much as six HMACs.
 */
export function findVerified(tokens: ParsedToken[], keys: Key[]): ParsedToken | undefined {
  for (var i = 0; i < 4 && tokens[i]; i++) {
    for (var j = 0; j < keys.length; j++) {
      var mac = cryptoModule.createHmac('sha256', keys[j]).update(tokens[i][0]).digest('hex');
      if (BYTE_STRINGS) {
        if (equalsWithoutBuffer(mac, tokens[i][1])) {
          return tokens[i];
        }
      } else {
        octets.write(mac + tokens[i][1]);
        // Eight doubles against eight: hex text always makes finite, normal numbers, so the
        // comparison is exact.
        var difference = 0;
        for (var k = 8; k--; ) {
          difference |= +(pair[k] !== pair[k + 8]);
        }
        // The first double of hex text is never 0: if nothing was written, nothing is verified.
        if (pair[0] && !difference) {
          return tokens[i];
        }
      }
    }
  }
}

/**
 * For runtime 1.0, which has no Buffer. 13 hex digits are 52 bits, which a number holds exactly.
 */
function equalsWithoutBuffer(a: string, b: string): boolean {
  var difference = 0;
  for (var i = 0; i < 64; i += 13) {
    difference |= +(parseInt(a.substr(i, 13), 16) !== parseInt(b.substr(i, 13), 16));
  }
  return !difference;
}
