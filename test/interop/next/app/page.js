export default function Page() {
  return <p>A backend</p>;
}
