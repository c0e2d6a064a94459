import { type IncomingMessage, request } from 'node:http';

/** A response whose headers have arrived. */
export interface Answer {
  readonly status: number;
  readonly reason: string;
  readonly cookies: readonly string[];
  header(name: string): string | undefined;
  body(): Promise<string>;
}

/** Sends a request without following redirects. Resolves before the body has arrived. */
export function ask(
  url: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  return new Promise((done, failed) => {
    const sent = request(url, { method, headers, agent: false }, (message) =>
      done(answerOf(message)),
    );
    sent.on('error', failed).end();
  });
}

function answerOf(message: IncomingMessage): Answer {
  return {
    status: message.statusCode ?? 0,
    reason: message.statusMessage ?? '',
    cookies: message.headers['set-cookie'] ?? [],
    header: (name) => message.headers[name]?.toString(),
    async body() {
      let text = '';
      for await (const chunk of message) {
        text += chunk;
      }
      return text;
    },
  };
}
