/** Run as a program by its test. */
import { input, order, tell } from '../../../../bench/lib/told.ts'

export interface EchoInput {
  readonly value: number
}

const { value } = input<EchoInput>()
void order('crash').then(() => {
  throw new Error('on purpose')
})
void order('count').then(() => {
  for (let one = 1; one <= value; one += 1) tell('one', { one })
})
const asked = order('double')
tell('ready', { value })
await asked
tell('doubled', { value: 2 * value })
