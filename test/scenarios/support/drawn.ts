/** Pieces drawn from seeds. */
import { randomScenario } from '../../../src/testing/index.ts'
import type { Piece } from './piece.ts'

/** One for which every third is a WebSocket. */
export function drawn(seed: number): Piece {
  return {
    scenario: randomScenario(seed, {
      hosts: ['us', 'server'],
      spared: ['us'],
      lastsMs: 6_500,
      calmMs: 3_600,
      eachMs: [200, 2_000],
      rates: {
        cut: 1_200,
        reset: 1_000,
        refuse: 700,
        mute: 500,
        crash: 500,
        freeze: 700,
        stall: 700,
        delay: 500,
      },
    }),
    wire: seed % 3 === 2 ? 'websocket' : 'tcp',
    we: 'dials',
    peers: ['server'],
    each: 1,
  }
}
