import { createVisitor } from '../e2e/examples/visitor.js';
import type { QuaysideServer } from './quayside-server.js';
import type { ADA } from './quayside-visitor.js';

export const LOGIN = '/api/auth/login';

/** A browser's part over HTTP, without cookies yet. */
export function openStranger({ url, certificate }: QuaysideServer) {
  return createVisitor(url, certificate);
}

export type Visitor = ReturnType<typeof openStranger>;

/** Opens the login page at `path`, and sends its form as a browser does. Returns the answer. */
export async function sendForm(
  { url }: QuaysideServer,
  visitor: Visitor,
  { email, password }: typeof ADA,
  { path = LOGIN, headers = {} } = {},
) {
  const { body } = await visitor.open(path);
  const csrfmiddlewaretoken = /name="csrfmiddlewaretoken" value="(\w+)"/.exec(body)![1]!;
  const form = new URLSearchParams({ username: email, password, csrfmiddlewaretoken });
  return visitor.post(path, String(form), { origin: url, referer: url + path, ...headers });
}

/** Logs in, and returns the visitor with the cookies. */
export async function logIn(quayside: QuaysideServer, person: typeof ADA): Promise<Visitor> {
  const visitor = openStranger(quayside);
  const { status } = await sendForm(quayside, visitor, person);
  if (status !== 302) {
    throw new Error(`the login of ${person.email} was answered with ${status}`);
  }
  return visitor;
}
