/** The body of `/streamed`, and of any other answer that is held back. */
export async function* halves(
  held: Promise<void>,
  first = 'stre',
  second = 'amed',
): AsyncGenerator<string> {
  yield first;
  await held;
  yield second;
}
