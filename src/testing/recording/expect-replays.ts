/** A recording as a test, in one line. */
import { describeDifference } from './describe.ts'
import { readRecording } from './read.ts'
import { type ReplayReport, replay } from './replay.ts'

/**
 * Replays a recording, and throws where the machines do otherwise: `await expectReplays(await readFile('prod.jsonl', 'utf8'))`.
 *
 * @param recording its text, or its lines.
 * @throws Error that shows the first difference, and what led there, or says that there is no connection in it, and so nothing
 *   that could differ; RecordingError when it is none.
 */
export async function expectReplays(recording: string | Iterable<string>): Promise<ReplayReport> {
  const report = await replay(readRecording(recording))
  if (report.difference !== null) throw new Error(describeDifference(report.difference).join('\n'))
  if (report.connections === 0)
    throw new Error('there is no connection in the recording: nothing was compared')
  return report
}
