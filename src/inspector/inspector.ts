/** A page that is being served, as whoever serves it holds it. */
export interface Inspector {
  /** Opens the page in a browser: it has the token in it, so whoever has it may look. */
  readonly url: string
  /** The port it listens on. */
  readonly port: number
  /** How many pages are open now. Nobody looking, the inspector costs nothing. */
  readonly viewers: number
  /**
   * Puts a word of the program's own where it happens on the timeline, for whoever looks now; without meaning where nobody
   * does, and of a recording.
   */
  note(text: string): void
  /** Ends the server and all its pages. Resolves when nothing is left of them; once more, it does the same. */
  close(): Promise<void>
  /** The same as {@link close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>
}
