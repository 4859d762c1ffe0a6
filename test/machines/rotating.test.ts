import { expect, test } from 'vitest'
import { rotation } from '../../src/machines/rotation.ts'
import { Scene } from './support/scene.ts'

test('A connection without the option has no rotator, one with it has one of its own', () => {
  const scene = new Scene()
  const { supervisor } = scene
  const transport = scene.toPeer()
  const rule = rotation()
  const [none, one, other] = [
    supervisor.connect('none', transport),
    supervisor.connect('one', transport, { rotation: rule }),
    supervisor.connect('other', transport, { rotation: rule }),
  ]
  expect(none.rotator).toBeNull()
  expect(one.rotator).not.toBeNull()
  expect(one.rotator).not.toBe(other.rotator)
})
