export default async function Page({ params }: { params: Promise<{ path?: string[] }> }) {
  const { path = [] } = await params;
  return (
    <>
      <h1>A protected page</h1>
      <p>/{path.join('/')}</p>
      <form method="post" action="/api/auth/logout">
        <button type="submit">Log out</button>
      </form>
    </>
  );
}
