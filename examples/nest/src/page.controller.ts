import { Controller, Get } from '@nestjs/common';

@Controller()
export class PageController {
  @Get(['/', '/reports/*path'])
  showPage() {
    return `<!doctype html>
<title>A protected page</title>
<h1>A protected page</h1>
<form method="post" action="/api/auth/logout"><button type="submit">Log out</button></form>`;
  }
}
