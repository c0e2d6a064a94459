const LEFT_OUT = `
Not part of npm test, since each takes minutes or needs more than Node:
  npm run test:faults              takes minutes
  npm run test:engines             needs njs, which test/engines/install.sh gets
  npm run conformance              needs njs and the other languages
  npm run interop                  needs Python, Rust, nginx and packages to download
  npm run test:e2e                 needs Chromium, Firefox, WebKitWebDriver and Xvfb
  python3 test/vectors/confirm.py  needs Python
Skipped are vectors that an implementation cannot take: an embedded build has no store and refuses
an unusable secret, CloudFront splits headers and passes UTF-8 only, runtime 1.0 has no raw query.
Each title ends with its own reason, and npm test -- --reporter=verbose prints them all.
`;

/** Runs before the tests. What it returns runs after them, whether they passed or failed. */
export default function setup(): (() => void) | undefined {
  // Other scripts run some of these tests on purpose, and their readers need no such list.
  if (process.env.npm_lifecycle_event !== 'test') {
    return undefined;
  }
  return () => console.log(LEFT_OUT);
}
