import { COOKIE_NAME, generateToken, loginCookieValue } from '../../signer/index.js';
import { Jar } from './browser/jar.js';
import { get } from './browser/wire.js';
import { PYTHON, RUST, type Sibling } from './siblings/sibling.js';
import { DJANGO, startDjango } from './sites/django.js';
import { SIGN } from './sites/routes.js';
import { type Party, TOOLS } from './tools/tools.js';
import { NOW, SECRET } from './world.js';

/** Who takes what this package's signer has made. */
export interface Acceptor extends Party {
  start(): Promise<Gate>;
}

/** An acceptor at work. */
export interface Gate {
  /** What becomes of a token, or of a cookie that a browser brings. */
  receive(userId: string): Promise<'accepted' | 'refused' | 'replaced' | 'failed'>;
  close(): void;
}

/** In the order of the page's columns. */
export const ACCEPTORS: readonly Acceptor[] = [
  { name: 'Python verify_token', needs: 'python', start: async () => verifier(PYTHON) },
  { name: 'Rust verify_token', needs: 'rust', start: async () => verifier(RUST) },
  { name: 'Django request.COOKIES', needs: 'python', start: startReader },
  { name: 'Django middleware', needs: 'python', start: startKeeper },
];

function verifier(sibling: Sibling): Gate {
  return {
    async receive(userId) {
      const token = generateToken(userId, SIGN);
      const [answer] = await sibling.ask([['check', SECRET, token, NOW]]);
      return answer?.[0] === 'valid' && answer[1] === userId ? 'accepted' : 'refused';
    },
    close: () => undefined,
  };
}

async function startReader(): Promise<Gate> {
  const { url, close } = await startDjango(TOOLS.python!);
  return {
    async receive(userId) {
      const { status, body } = await get(url + DJANGO.verify, browserOf(userId).header);
      if (status !== 200) {
        return 'failed';
      }
      return JSON.parse(body).user === userId ? 'accepted' : 'refused';
    },
    close,
  };
}

/** The middleware keeps a cookie that it understands, and gives the user a new one otherwise. */
async function startKeeper(): Promise<Gate> {
  const { url, close } = await startDjango(TOOLS.python!);
  return {
    async receive(userId) {
      const signIn = `${url}${DJANGO.signIn}?user=${encodeURIComponent(userId)}`;
      const { status, setCookie } = await get(signIn, browserOf(userId).header);
      if (status !== 200) {
        return 'failed';
      }
      return setCookie.some((line) => line.startsWith(`${COOKIE_NAME}=`)) ? 'replaced' : 'accepted';
    },
    close,
  };
}

/** A browser that this package's login cookie has been set in. */
function browserOf(userId: string): Jar {
  const jar = new Jar();
  jar.take([loginCookieValue(generateToken(userId, SIGN))]);
  return jar;
}
