/** Planted between bytes and frames. */
import type { Mutant } from './mutant.ts'

const FRAMING = 'src/transport/framing'

export const wire: readonly Mutant[] = [
  {
    name: 'frames-without-a-limit',
    file: `${FRAMING}/length.ts`,
    before: 'if (this.#length > this.#maxFrameBytes) {',
    after: 'if (this.#length > 256 ** this.#places.length) {',
    bug: 'A peer may announce a frame of four gigabytes, and be waited for',
    breaks: 'No peer can make this process hold more than maxFrameBytes for it',
    complaint: 'out of memory by one bad message',
  },
  {
    name: 'business-eaten-as-a-pong',
    file: `${FRAMING}/edges.ts`,
    before: 'return !edge.isPong || awaitedPongs > 0',
    after: 'return !edge.isPong || awaitedPongs >= 0',
    bug: 'What looks like a pong is thrown away, though nobody has asked',
    breaks: 'In a raw stream an answer is one only while a ping is outstanding',
    complaint: 'messages lost',
  },
  {
    name: 'split-frame-loses-its-beginning',
    file: `${FRAMING}/gathered.ts`,
    before: 'grown.set(this.bytes)',
    after: '',
    bug: 'A frame that arrives in many pieces loses the first ones',
    breaks: 'Every frame comes out as it went in, wherever its bytes were cut',
    complaint: 'messages lost',
  },
  {
    name: 'nested-without-end',
    file: `${FRAMING}/json-scanner.ts`,
    before: 'if (this.#closers.length === DEEPEST_JSON_NESTING) {',
    after: 'if (this.#closers.length < 0) {',
    bug: 'JSON may nest as deep as a peer likes, until somebody’s stack is full',
    breaks: 'Values nest at most 512 deep',
    complaint: 'a crash by one bad message',
  },
  {
    name: 'paused-and-still-handed-up',
    file: 'src/transport/byte-link.ts',
    before: 'while (!this.paused && !this.over) {',
    after: 'while (!this.over) {',
    bug: 'A reader that asked for a pause is handed the rest of the chunk',
    breaks: 'Who pauses is handed nothing until it goes on',
    complaint: 'no back-pressure',
  },
]
