/** One suite for every transport: what `Transport` and `Listener` promise. */
import { describe } from 'vitest'
import { ending } from './contract/ending.ts'
import { frames } from './contract/frames.ts'
import { opening } from './contract/opening.ts'
import { pausing } from './contract/pausing.ts'
import { writing } from './contract/writing.ts'
import { type Bench, STREAM } from './support/bench.ts'
import { stageOn } from './support/stage.ts'

const CHAPTERS = { opening, frames, pausing, writing, ending }

/** @param traits what this transport can do; a stream of bytes, as TCP's, unless told otherwise. */
export function transportContract(name: string, makeBench: () => Promise<Bench>, traits = STREAM): void {
  describe(`${name} keeps the transport contract`, () => {
    for (const [chapter, tests] of Object.entries(CHAPTERS))
      describe(chapter, () => tests(stageOn(makeBench, traits)))
  })
}
