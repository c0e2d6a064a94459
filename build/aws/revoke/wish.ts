/** Who is to be logged out, or what else is to be done about it. */
export type Wish =
  | { readonly kind: 'user' | 'lift'; readonly userId: string }
  /** Unix seconds. */
  | { readonly kind: 'everybody'; readonly before: number | 'now' }
  | { readonly kind: 'lift-everybody' | 'prune' };

/** Whether the tokens issued so far are meant: a time that somebody named is taken as it is. */
export function isFromNow(wish: Wish): boolean {
  return wish.kind === 'user' || (wish.kind === 'everybody' && wish.before === 'now');
}
