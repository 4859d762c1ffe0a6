import { expect, test } from 'vitest'
import { messageIn } from '../../../../visualizations/inspector/src/live/messages.ts'

test('What the server says is taken by its kind', () => {
  expect(messageIn('{"t":"done","n":1,"error":null}')).toEqual({ t: 'done', n: 1, error: null })
})

test.each([['not JSON'], ['null'], ['[]'], ['{"t":"later"}'], ['{"n":1}'], ['7']])(
  '%s is what no inspector says',
  (text) => {
    expect(messageIn(text)).toEqual({ t: 'wrong', why: 'The server says what no inspector says.' })
  },
)

test('A server of another version says that this page is to be loaded again', () => {
  expect(messageIn('{"t":"hello","v":2}')).toMatchObject({
    t: 'wrong',
    why: expect.stringContaining('load it again'),
  })
})
