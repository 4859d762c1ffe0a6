/** Recordings that are replayed: whatever the file says, its machines come to an end, the same one each time. */
import { RecordingError } from '../../../src/testing/recording/problem.ts'
import { readRecording } from '../../../src/testing/recording/read.ts'
import { type ReplayReport, replay } from '../../../src/testing/recording/replay.ts'
import { utf8 } from '../bytes.ts'
import corpus from '../corpus/replays.json' with { type: 'json' }
import { must, type Target } from '../target.ts'
import { casesIn } from './cases.ts'
import { recordingOf, recordingsTarget } from './recordings.ts'

export const replaysTarget: Target = {
  name: 'replays',
  of: 'testing/recording/{replay,run,actor,cast,chart-walk,scripted-clock,scripted-link,told}.ts',
  share: 4,
  corpus: casesIn(corpus),
  words: recordingsTarget.words,
  grammar: (draw) => ({ bytes: utf8(recordingOf(draw)), knobs: [] }),
  async check({ bytes }) {
    const text = Buffer.from(bytes).toString()
    const first = await replayed(text)
    const again = await replayed(text)
    must(JSON.stringify(first) === JSON.stringify(again), 'the same recording is replayed otherwise')
  },
}

/** What came of it, or why nothing did. @throws whatever else is thrown. */
async function replayed(text: string): Promise<ReplayReport | string> {
  try {
    return await replay(readRecording(text))
  } catch (error) {
    if (!(error instanceof RecordingError)) throw error
    return error.message
  }
}
