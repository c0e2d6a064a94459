/** A configuration as it was read, not yet checked. */
export interface Source {
  readonly config: unknown;
  /** What errors name it by. */
  readonly name: string;
  /** The file's absolute path; without a file the defaults apply. */
  readonly file: string | undefined;
  /** Where a key path of `config` stands in the file, if the file has other words for it. */
  placeOf?(path: string): string;
}
