/** One file of the repository that is written by a program. */
export interface Generator {
  /** Path from the root of the repository. */
  readonly file: string;
  /** The whole content; the same for the same sources. */
  generate(): string | Promise<string>;
}
