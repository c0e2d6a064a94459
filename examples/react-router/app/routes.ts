import { type RouteConfig, route } from '@react-router/dev/routes';

export default [
  route('api/auth/login', 'routes/login.ts'),
  route('api/auth/logout', 'routes/logout.ts'),
  route('api/me', 'routes/me.ts'),
  route('*?', 'routes/page.tsx'),
] satisfies RouteConfig;
