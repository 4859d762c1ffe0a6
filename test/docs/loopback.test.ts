/** The program of docs/loopback.md fits the types of the package, and does what the page says. */
import { describe, expect, test } from 'vitest'
import { ONE_OF_EACH } from '../testing/scenario/support/hardships.ts'
import { blocks, paper, tables } from './support/markdown.ts'
import { said } from './support/run.ts'
import { complaintsAbout } from './support/types.ts'

const page = paper('docs/loopback.md')
const [program = ''] = blocks(page, 'ts')

describe('docs/loopback.md', () => {
  test('has a program that fits the types, and finds a silent cut', async () => {
    expect(complaintsAbout({ loopback: program })).toEqual([])
    const phases = await said(program)
    // A busy machine may be late enough for a suspicion that recovers.
    expect([...phases.slice(0, 2), phases.at(-1)]).toEqual(['connecting', 'alive', 'dead silent'])
  })

  test('says of every hardship what it is there', () => {
    const [table] = tables(page)
    const named = (table?.rows ?? []).flatMap(([cell = '']) =>
      [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name),
    )
    expect(named.toSorted()).toEqual(ONE_OF_EACH.map(({ kind }) => kind).toSorted())
  })
})
