import { beforeAll, describe, expect, it } from 'vitest';
import { ACCEPTORS } from './acceptors.js';
import { USERS } from './constants.js';
import { ACCEPTOR_EXCEPTIONS, findException, ISSUER_EXCEPTIONS } from './exceptions.js';
import { ISSUERS } from './issuers.js';
import { type Measurements, measure } from './measure.js';
import { renderPage, type SiblingResult } from './page.js';
import { DIFFERENCES, findDifference } from './siblings/differences.js';
import { findDisagreements } from './siblings/disagreements.js';
import { PYTHON, RUST } from './siblings/sibling.js';
import { isInstalled } from './tools/tools.js';

const SIBLINGS = [PYTHON, RUST];

let measurements: Measurements;
const siblingResults: SiblingResult[] = [];

beforeAll(async () => {
  measurements = await measure();
  for (const sibling of SIBLINGS.filter(isInstalled)) {
    siblingResults.push({ name: sibling.name, ...(await findDisagreements(sibling)) });
  }
}, 120_000);

for (const issuer of ISSUERS) {
  describe.runIf(isInstalled(issuer))(`the cookie of ${issuer.name}`, () => {
    it.each(USERS)('is accepted for a user id, or a known exception: $peculiarity', ({ id }) => {
      const exception = findException(ISSUER_EXCEPTIONS, issuer.name, id);
      expect(measurements.issued.get(issuer.name)?.get(id)).toEqual(
        exception?.outcomes ?? ['accepted', 'accepted', 'accepted'],
      );
    });

    it('is deleted by a log-out', () => {
      expect(measurements.leftOver.get(issuer.name)).toBe('');
    });
  });
}

for (const acceptor of ACCEPTORS) {
  describe.runIf(isInstalled(acceptor))(
    `${acceptor.name} with tokens and cookies of this package`,
    () => {
      it.each(USERS)('accepts a user id, or has a known exception: $peculiarity', ({ id }) => {
        const exception = findException(ACCEPTOR_EXCEPTIONS, acceptor.name, id);
        expect(measurements.accepted.get(acceptor.name)?.get(id)).toEqual(
          exception?.outcomes ?? ['accepted'],
        );
      });
    },
  );
}

describe('the exceptions', () => {
  it.each([
    ...ISSUER_EXCEPTIONS.map((exception) => ({ exception, all: ISSUER_EXCEPTIONS })),
    ...ACCEPTOR_EXCEPTIONS.map((exception) => ({ exception, all: ACCEPTOR_EXCEPTIONS })),
  ])('all apply to some user id: $exception.parties, $exception.ids', ({ exception, all }) => {
    for (const party of exception.parties) {
      expect(USERS.some(({ id }) => findException(all, party, id) === exception)).toBe(true);
    }
  });
});

describe.each(SIBLINGS)('$name and the contract', (sibling) => {
  it.runIf(isInstalled(sibling))('differ only as listed', () => {
    const result = siblingResults.find(({ name }) => name === sibling.name);
    expect(result?.asked).toBeGreaterThan(300);
    expect(
      result?.disagreements.filter((one) => !findDifference(one)).map(({ comment }) => comment),
    ).toEqual([]);
  });
});

describe.runIf(SIBLINGS.every(isInstalled))('all siblings together', () => {
  it.each(DIFFERENCES)('still differ in: $what', (difference) => {
    const found = siblingResults.flatMap((result) => result.disagreements);
    expect(found.map(findDifference)).toContain(difference);
  });

  it('result in the page docs/interop.md', async () => {
    await expect(renderPage(measurements, siblingResults)).toMatchFileSnapshot(
      '../../docs/interop.md',
    );
  });
});
