import { createVisitor } from '../e2e/examples/visitor.js';
import type { QuaysideServer } from './quayside-server.js';
import type { ADA } from './quayside-visitor.js';

const LOGIN = '/api/auth/login';

/** Logs in over HTTP, as a browser does, and returns the visitor with the cookies. */
export async function logIn(quayside: QuaysideServer, { email, password }: typeof ADA) {
  const visitor = createVisitor(quayside.url, quayside.certificate);
  const { body } = await visitor.open(LOGIN);
  const csrfmiddlewaretoken = /name="csrfmiddlewaretoken" value="(\w+)"/.exec(body)![1]!;
  const form = new URLSearchParams({ username: email, password, csrfmiddlewaretoken });
  const origin = { origin: quayside.url, referer: quayside.url + LOGIN };
  const { status } = await visitor.post(LOGIN, String(form), origin);
  if (status !== 302) {
    throw new Error(`the login of ${email} was answered with ${status}`);
  }
  return visitor;
}
