/** The programs of docs/rpc.md fit the types of the package, and the first one says what the page says. */
import { describe, expect, test } from 'vitest'
import { rpcPlan } from '../../src/rpc/options.ts'
import { FRAGMENT_BYTES } from '../../src/transport/websocket/fragments.ts'
import { blocks, codeIn, paper } from './support/markdown.ts'
import { said } from './support/run.ts'
import { complaintsAbout } from './support/types.ts'

const page = paper('docs/rpc.md')
const programs = blocks(page, 'ts')

describe('docs/rpc.md', () => {
  test('has programs that fit the types of the package', () => {
    expect(programs).toHaveLength(4)
    expect(complaintsAbout(Object.fromEntries(programs.map((text, nth) => [`rpc-${nth}`, text])))).toEqual([])
  })

  test('has a program that says what is written there', async () => {
    const sentence = /^It says .*$/m.exec(page)?.[0]
    expect(await said(programs[0] ?? '')).toEqual(codeIn(sentence))
  })

  test('has the numbers of the code', () => {
    const { timeoutMs, maxRunning, maxPending, maxMessageBytes } = rpcPlan({})
    expect(page).toContain(`\`timeoutMs\` (${timeoutMs / 1_000} s)`)
    expect(page).toContain(`\`maxRunning\` (${maxRunning / 1_000} 000)`)
    expect(page).toContain(`\`maxPending\` (${maxPending / 1_000} 000)`)
    expect(page).toContain(`\`maxMessageBytes\`, ${maxMessageBytes / 1_048_576} MiB`)
    expect(page).toContain(`fragments of ${FRAGMENT_BYTES / 1_024} KiB`)
  })
})
