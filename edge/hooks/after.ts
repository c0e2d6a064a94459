/** The build puts the module that `after` names in the place of this one (SPEC 5.7). */
export default function after(
  _request: ViewerRequest,
  _context: { userId: string | undefined; public: boolean },
): unknown {
  return undefined;
}
