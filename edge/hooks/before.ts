/** The build puts the module that `before` names in the place of this one (SPEC 5.7). */
export default function before(_request: ViewerRequest): unknown {
  return undefined;
}
