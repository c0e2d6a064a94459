import type { ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import { writeMetadata } from './respond.js';

const DELIMITER = Buffer.alloc(8);

/** What Lambda's Node.js runtime hands to a handler that streams. */
export class ResponseStream extends PassThrough {
  prelude: string | undefined;

  override write(chunk: never, ...rest: never[]): boolean {
    if (this.prelude !== undefined) {
      const prelude = this.prelude;
      this.prelude = undefined;
      super.write(prelude);
      super.write(DELIMITER);
    }
    return super.write(chunk, ...rest);
  }

  setContentType(_type: string): void {}
}

/** The global of that runtime. The metadata goes out with the first write, before it. */
export const runtime = {
  HttpResponseStream: {
    from(stream: ResponseStream, metadata: object): ResponseStream {
      stream.setContentType('application/vnd.awslambda.http-integration-response');
      stream.prelude = JSON.stringify(metadata);
      return stream;
    },
  },
  streamifyResponse: <Handler>(handler: Handler) => handler,
};

/** Answers with a stream: the metadata up to eight zero bytes, then the body as it comes. */
export async function respondWithStream(
  stream: ResponseStream,
  response: ServerResponse,
): Promise<void> {
  let head: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of stream) {
    if (!head) {
      response.write(chunk);
      continue;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf(DELIMITER);
    if (end >= 0) {
      writeMetadata(JSON.parse(head.subarray(0, end).toString()), response);
      response.flushHeaders();
      response.write(head.subarray(end + DELIMITER.length));
      head = undefined;
    }
  }
  response.end();
}
