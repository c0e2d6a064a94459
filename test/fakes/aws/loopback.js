// Makes every name under localhost the loopback address, as RFC 6761 section 6.3 asks of resolvers;
// glibc knows only the bare name.
import dns from 'node:dns';

const LOOPBACK = { address: '127.0.0.1', family: 4 };
const { lookup } = dns;

dns.lookup = (hostname, options, callback) => {
  if (!/(?:^|\.)localhost\.?$/i.test(hostname)) {
    return lookup(hostname, options, callback);
  }
  const answer = callback ?? options;
  const found = options?.all ? [[LOOPBACK]] : [LOOPBACK.address, LOOPBACK.family];
  process.nextTick(answer, null, ...found);
};
