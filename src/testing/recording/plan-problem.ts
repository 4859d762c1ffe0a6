/** Options that a recording has and this program cannot use. */
import { OptionError } from '../../transport/transport.ts'
import { RecordingError } from './problem.ts'

/**
 * @param isAsked whether options were given to the replay: then what is wrong may be theirs, and is told by its name.
 * @throws RecordingError in place of an OptionError, with the line.
 */
export function problemOf<Made>(line: number, isAsked: boolean, make: () => Made): Made {
  try {
    return make()
  } catch (error) {
    if (isAsked || !(error instanceof OptionError)) throw error
    throw new RecordingError(line, 0, `what was said there cannot be used: ${error.message}`)
  }
}
