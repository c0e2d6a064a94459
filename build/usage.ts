const SECRET_OPTION = /^error: unknown option '--?(?:secret|token|key|password)\b/;
// An option with its value's name, or a word of letters; anything else in quotes was typed by the user.
const HARMLESS = /^(?:--?[a-z][a-z-]{0,20}(?: <[a-z]+>)?|[a-z][a-z-]{0,15})$/i;

/**
 * What the argument parser says about a command line, in one line. It quotes what was typed, and that may be
 * a secret: whatever does not look like the name of an option or a command is replaced by its length.
 */
export function usageMessage(message: string): string {
  if (SECRET_OPTION.test(message)) {
    return 'a secret or a token is never an argument: other users of the machine can read arguments, and shells keep them; set SPA_TOKEN_SECRET, or give the token on standard input';
  }
  return message
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/'([^']*)'/g, (quoted, text: string) => {
      const name = text.replace(/=.*$/s, '');
      if (HARMLESS.test(name)) return `'${name}'`;
      return quoted.length > 2 ? `of ${text.length} characters` : quoted;
    });
}
