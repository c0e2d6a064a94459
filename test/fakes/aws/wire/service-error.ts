/** An error answer of a service. */
export class ServiceError extends Error {
  readonly code: string;
  /** The HTTP status, if the SDK's model does not have the error. */
  readonly status: number | undefined;

  constructor(code: string, message: string, status?: number) {
    super(message);
    this.name = 'ServiceError';
    this.code = code;
    this.status = status;
  }
}
