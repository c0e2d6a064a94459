import { COOKIE_NAME, generateToken, loginCookieValue } from '../../signer/index.js';
import { CookieJar } from './browser/jar.js';
import { get } from './browser/wire.js';
import { NOW, SECRET } from './constants.js';
import { PYTHON, RUST, type Sibling } from './siblings/sibling.js';
import { DJANGO, startDjango } from './sites/django.js';
import { SIGN_OPTIONS } from './sites/routes.js';
import { type Party, TOOLS } from './tools/tools.js';

/** An implementation that reads the tokens or cookies of this package's signer. */
export interface Acceptor extends Party {
  start(): Promise<RunningAcceptor>;
}

/** An acceptor that is running. */
export interface RunningAcceptor {
  /** Gives the acceptor a token, or a cookie from a browser, and returns the outcome. */
  receive(userId: string): Promise<'accepted' | 'refused' | 'replaced' | 'failed'>;
  close(): void;
}

/** In the order of the page's columns. */
export const ACCEPTORS: readonly Acceptor[] = [
  { name: 'Python verify_token', needs: 'python', start: async () => verifier(PYTHON) },
  { name: 'Rust verify_token', needs: 'rust', start: async () => verifier(RUST) },
  { name: 'Django request.COOKIES', needs: 'python', start: startCookieReader },
  { name: 'Django middleware', needs: 'python', start: startMiddleware },
];

function verifier(sibling: Sibling): RunningAcceptor {
  return {
    async receive(userId) {
      const token = generateToken(userId, SIGN_OPTIONS);
      const [answer] = await sibling.ask([['check', SECRET, token, NOW]]);
      return answer?.[0] === 'valid' && answer[1] === userId ? 'accepted' : 'refused';
    },
    close: () => undefined,
  };
}

async function startCookieReader(): Promise<RunningAcceptor> {
  const { url, close } = await startDjango(TOOLS.python!);
  return {
    async receive(userId) {
      const { status, body } = await get(url + DJANGO.verify, createBrowser(userId).header);
      if (status !== 200) {
        return 'failed';
      }
      return JSON.parse(body).user === userId ? 'accepted' : 'refused';
    },
    close,
  };
}

/** The middleware keeps a cookie that it can read and replaces any other. */
async function startMiddleware(): Promise<RunningAcceptor> {
  const { url, close } = await startDjango(TOOLS.python!);
  return {
    async receive(userId) {
      const signIn = `${url}${DJANGO.signIn}?user=${encodeURIComponent(userId)}`;
      const { status, setCookie } = await get(signIn, createBrowser(userId).header);
      if (status !== 200) {
        return 'failed';
      }
      return setCookie.some((line) => line.startsWith(`${COOKIE_NAME}=`)) ? 'replaced' : 'accepted';
    },
    close,
  };
}

/** A browser with the login cookie of this package. */
function createBrowser(userId: string): CookieJar {
  const jar = new CookieJar();
  jar.take([loginCookieValue(generateToken(userId, SIGN_OPTIONS))]);
  return jar;
}
