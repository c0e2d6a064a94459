/** An HTTP request. */
export interface Incoming {
  readonly method: string;
  /** Percent-encoded, as it was sent. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

/** An HTTP response. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** How a service writes its operations as HTTP messages. */
export interface Protocol {
  /**
   * The name of the operation that a request calls; undefined if the service has no such operation.
   */
  match(request: Incoming): string | undefined;
  /** The input of that operation; throws ServiceError. */
  decode(operation: string, request: Incoming): Input;
  encode(operation: string, output: object): Reply;
  refuse(code: string, message: string, status?: number): Reply;
}

export type Input = Readonly<Record<string, unknown>>;
