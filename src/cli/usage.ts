/** What was typed cannot be used: one line on stderr that names it, exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'

  /**
   * @param what the option, the endpoint or the command, as it is typed.
   * @param problem what is wrong with it; not given when `what` says it all.
   */
  constructor(what: string, problem?: string) {
    super(problem === undefined ? what : `${what}: ${problem}`)
  }
}
