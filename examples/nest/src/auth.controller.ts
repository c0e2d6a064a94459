import { promisify } from 'node:util';
import { Controller, ForbiddenException, Get, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { safeNext, spaLogin, spaLogout } from 'pocket-spa-auth';
import { checkPassword, LOGIN_HEADERS, loginPage, WRONG } from './accounts.js';
import { TokenGuard } from './token.guard.js';

// Another site must not log a user in or out. SameSite alone does not keep its login form away.
function assertSameOrigin(request: Request): void {
  if ((request.get('sec-fetch-site') ?? 'same-origin') !== 'same-origin') {
    throw new ForbiddenException();
  }
}

@Controller('api')
export class AuthController {
  @Get('auth/login')
  showLogin(@Req() request: Request, @Res() response: Response) {
    response.set(LOGIN_HEADERS);
    if (request.session.userId) {
      response.redirect(303, safeNext(request.query.next));
    } else {
      response.send(loginPage());
    }
  }

  @Post('auth/login')
  async logIn(@Req() request: Request, @Res() response: Response) {
    assertSameOrigin(request);
    response.set(LOGIN_HEADERS);
    const userId = await checkPassword(request.body?.account, request.body?.password);
    if (!userId) {
      response.status(401).send(loginPage(WRONG));
      return;
    }
    await promisify(request.session.regenerate.bind(request.session))();
    request.session.userId = userId;
    spaLogin(response, userId, { maxAge: 15 * 60 });
    response.redirect(303, safeNext(request.query.next));
  }

  @Post('auth/logout')
  async logOut(@Req() request: Request, @Res() response: Response) {
    assertSameOrigin(request);
    await promisify(request.session.destroy.bind(request.session))();
    spaLogout(response);
    response.clearCookie('session').redirect(303, '/');
  }

  @Get('me')
  @UseGuards(TokenGuard)
  showUser(@Req() request: Request, @Res() response: Response) {
    response.set('cache-control', 'no-store').json(request.spaUser);
  }
}
