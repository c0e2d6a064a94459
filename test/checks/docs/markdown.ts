import { slug } from 'github-slugger';
import { lexer, type Token, walkTokens } from 'marked';

/** What the checks look at in one Markdown page. */
export interface Page {
  /** The targets of links and images, as written. */
  readonly links: readonly string[];
  /** The fragments that a link can name, made from the headings as GitHub makes them. */
  readonly anchors: ReadonlySet<string>;
  readonly fences: readonly { readonly language: string; readonly text: string }[];
  /** The texts in single backticks. */
  readonly spans: readonly string[];
}

export function parsePage(markdown: string): Page {
  const links: string[] = [];
  const headings: string[] = [];
  const fences: { language: string; text: string }[] = [];
  const spans: string[] = [];
  walkTokens(lexer(markdown), (token) => {
    switch (token.type) {
      case 'link':
      case 'image':
        links.push(token.href as string);
        break;
      case 'heading':
        headings.push(readText(token));
        break;
      case 'code':
        fences.push({ language: (token.lang as string | undefined) ?? '', text: token.text });
        break;
      case 'codespan':
        spans.push(token.text as string);
        break;
      case 'html':
        links.push(
          ...[...(token.text as string).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url!),
        );
        break;
    }
  });
  return { links, anchors: makeAnchors(headings), fences, spans };
}

/** The text of a heading without its marks. */
function readText(token: Token): string {
  const parts = 'tokens' in token ? token.tokens : undefined;
  if (parts) {
    return parts.map(readText).join('');
  }
  return 'text' in token ? (token.text as string) : '';
}

/** The second heading of a name gets "-1", the third "-2". */
function makeAnchors(headings: readonly string[]): Set<string> {
  const anchors = new Set<string>();
  for (const heading of headings) {
    const base = slug(heading);
    let anchor = base;
    for (let i = 1; anchors.has(anchor); i++) {
      anchor = `${base}-${i}`;
    }
    anchors.add(anchor);
  }
  return anchors;
}
