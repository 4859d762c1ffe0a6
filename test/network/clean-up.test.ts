/** Whatever the end: every timer, task and file of the connection is released, and the process can exit. */
import { expect } from 'vitest'
import { nowhere, test } from './support/world.ts'

test('nothing is left of a connection, however it ended, and the process exits by itself', async ({
  world,
}) => {
  const [eof, reset, mute, deaf] = await Promise.all([
    world.server('ending-server', { how: 'eof' }),
    world.server('ending-server', { how: 'reset' }),
    world.server('mute-server'),
    world.server('deaf-server'),
  ])
  const us = world.ours('ends', {
    eof: eof.endpoint,
    reset: reset.endpoint,
    mute: mute.endpoint,
    deaf: deaf.endpoint,
    nobody: await nowhere(),
  })
  await us.says(/^through$/)
  const left = us.said(/^left (.*): (.*)$/).map(([, way, what]) => ({ way, what }))
  expect(left.filter(({ what }) => what !== 'nothing')).toEqual([])
  expect(left).toHaveLength(13)
  expect(await us.ended()).toEqual({ code: 0, signal: null })
  expect(us.complaints).toBe('')
})
