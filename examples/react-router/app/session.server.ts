import { createMemorySessionStorage } from 'react-router';

// Replace it by createSessionStorage() with a table of your database: memory ends with the process.
export const sessions = createMemorySessionStorage<{ userId: string }>({
  cookie: {
    name: 'session',
    path: '/',
    maxAge: 14 * 24 * 60 * 60,
    httpOnly: true,
    secure: true,
    sameSite: 'lax',
  },
});

export const readSession = (request: Request) => sessions.getSession(request.headers.get('cookie'));
