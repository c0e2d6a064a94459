/** An error that the service answers with, by its own code. */
export class Refusal extends Error {
  readonly code: string;
  /** The HTTP status, where the SDK's model has no such error. */
  readonly status: number | undefined;

  constructor(code: string, message: string, status?: number) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
    this.status = status;
  }
}
