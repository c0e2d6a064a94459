import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Request, Response } from 'express';
import { requireToken, type SpaUser } from 'pocket-spa-auth/node';

declare module 'express' {
  interface Request {
    spaUser?: SpaUser;
  }
}

const check = requireToken();

/** Answers 401 with the reason, or admits the request with its user as `request.spaUser`. */
export class TokenGuard implements CanActivate {
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    await check(request, http.getResponse<Response>());
    return request.spaUser !== undefined;
  }
}
