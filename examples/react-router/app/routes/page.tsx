import { useLocation } from 'react-router';

export default function Page() {
  const { pathname } = useLocation();
  return (
    <>
      <h1>A protected page</h1>
      <p>{pathname}</p>
      <form method="post" action="/api/auth/logout">
        <button type="submit">Log out</button>
      </form>
    </>
  );
}
