const LIMIT = 4096;
const TYPE = 'application/x-www-form-urlencoded';

/**
 * Reads a posted form into an object. Throws an error with a `status` if the form is too long or
 * has another content type.
 */
export async function readForm(request) {
  if (request.headers['content-type']?.split(';')[0].trim().toLowerCase() !== TYPE) {
    throw withStatus(415);
  }
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > LIMIT) {
      throw withStatus(413);
    }
    chunks.push(chunk);
  }
  return Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
}

function withStatus(status) {
  return Object.assign(new Error('The form cannot be read.'), { status });
}
