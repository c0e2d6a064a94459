import { beforeAll, describe, expect, it } from 'vitest';
import { ACCEPTORS } from './acceptors.js';
import { ACCEPTOR_EXCEPTIONS, exceptionFor, ISSUER_EXCEPTIONS } from './exceptions.js';
import { ISSUERS } from './issuers.js';
import { type Measured, measure } from './measure.js';
import { type Asking, page } from './page.js';
import { DIFFERENCES, differenceOf } from './siblings/differences.js';
import { disagreements } from './siblings/disagreements.js';
import { PYTHON, RUST } from './siblings/sibling.js';
import { isHere } from './tools/tools.js';
import { USERS } from './world.js';

const SIBLINGS = [PYTHON, RUST];

let measured: Measured;
const askings: Asking[] = [];

beforeAll(async () => {
  measured = await measure();
  for (const sibling of SIBLINGS.filter(isHere)) {
    askings.push({ name: sibling.name, ...(await disagreements(sibling)) });
  }
}, 120_000);

for (const issuer of ISSUERS) {
  describe.runIf(isHere(issuer))(`the cookie of ${issuer.name}`, () => {
    it.each(USERS)('$peculiarity', ({ id }) => {
      const exception = exceptionFor(ISSUER_EXCEPTIONS, issuer.name, id);
      expect(measured.issued.get(issuer.name)?.get(id)).toEqual(
        exception?.outcomes ?? ['accepted', 'accepted', 'accepted'],
      );
    });

    it('is gone after a log-out', () => {
      expect(measured.leftOver.get(issuer.name)).toBe('');
    });
  });
}

for (const acceptor of ACCEPTORS) {
  describe.runIf(isHere(acceptor))(`${acceptor.name}, given ours`, () => {
    it.each(USERS)('$peculiarity', ({ id }) => {
      const exception = exceptionFor(ACCEPTOR_EXCEPTIONS, acceptor.name, id);
      expect(measured.accepted.get(acceptor.name)?.get(id)).toEqual(
        exception?.outcomes ?? ['accepted'],
      );
    });
  });
}

describe('the exceptions', () => {
  it.each([
    ...ISSUER_EXCEPTIONS.map((exception) => ({ exception, all: ISSUER_EXCEPTIONS })),
    ...ACCEPTOR_EXCEPTIONS.map((exception) => ({ exception, all: ACCEPTOR_EXCEPTIONS })),
  ])('are all met: $exception.parties, $exception.ids', ({ exception, all }) => {
    for (const party of exception.parties) {
      expect(USERS.some(({ id }) => exceptionFor(all, party, id) === exception)).toBe(true);
    }
  });
});

describe.each(SIBLINGS)('$name and the contract', (sibling) => {
  it.runIf(isHere(sibling))('differ in nothing but what is listed', () => {
    const asking = askings.find(({ name }) => name === sibling.name);
    expect(asking?.asked).toBeGreaterThan(300);
    expect(
      asking?.disagreements.filter((one) => !differenceOf(one)).map(({ comment }) => comment),
    ).toEqual([]);
  });
});

describe.runIf(SIBLINGS.every(isHere))('all siblings together', () => {
  it.each(DIFFERENCES)('$what is still a difference', (difference) => {
    const found = askings.flatMap((asking) => asking.disagreements);
    expect(found.map(differenceOf)).toContain(difference);
  });

  it('make the page that docs/interop.md is', async () => {
    await expect(page(measured, askings)).toMatchFileSnapshot('../../docs/interop.md');
  });
});
