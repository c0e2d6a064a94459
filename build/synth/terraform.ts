import { COMMENTS } from '../config/deployment.js';
import { headerComment, type SynthInput, type SynthOutput } from './output.js';

const CODE_FILE = 'viewer-request.js';

/** A module: the function's text beside it, or inside it where it stands alone. */
export function terraform(wanted: SynthInput): SynthOutput {
  const beside = `file("\${path.module}/${CODE_FILE}")`;
  return {
    files: [
      { name: 'main.tf', text: moduleText(wanted, beside) },
      { name: CODE_FILE, text: wanted.code },
    ],
    alone: moduleText(wanted, quoted(wanted.code)),
  };
}

function moduleText(wanted: SynthInput, code: string): string {
  const { name, runtime } = wanted.manifest;
  const comment = headerComment(wanted, [
    'In each cache behavior of the distribution that serves the site:',
    '  function_association {',
    '    event_type   = "viewer-request"',
    '    function_arn = aws_cloudfront_function.spa_auth.arn',
    '  }',
  ]).map((line) => `# ${line}`.trimEnd());
  return `${comment.join('\n')}

resource "aws_cloudfront_key_value_store" "spa_auth" {
  name    = ${quoted(name)}
  comment = ${quoted(COMMENTS.store)}
}

resource "aws_cloudfront_function" "spa_auth" {
  name    = ${quoted(name)}
  comment = ${quoted(COMMENTS.function)}
  runtime = ${quoted(runtime)}
  publish = true
  code    = ${code}

  key_value_store_associations = [aws_cloudfront_key_value_store.spa_auth.arn]
}

output "function_arn" {
  description = "For the function_association of a behavior, as viewer-request"
  value       = aws_cloudfront_function.spa_auth.arn
}

output "store_arn" {
  description = "Holds the secret under the key token_secret, once it is filled"
  value       = aws_cloudfront_key_value_store.spa_auth.arn
}
`;
}

/** A string of HCL. Its escapes are JSON's, but for two that JSON has besides, and for the marks that begin a template. */
function quoted(text: string): string {
  return JSON.stringify(text)
    .replace(/\\([bf])/g, (_, letter) => (letter === 'b' ? '\\u0008' : '\\u000c'))
    .replace(/[$%](?=\{)/g, (mark) => (mark === '$' ? '\\u0024' : '\\u0025'));
}
