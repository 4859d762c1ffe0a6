/** The programs of docs/rotation.md fit the types of the package, and the first one does what the page says. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { Program } from '../network/support/program.ts'
import { test } from '../network/support/world.ts'
import { blocks, codeIn, paper, root, tables } from './support/markdown.ts'
import { complaintsAbout } from './support/types.ts'

const page = paper('docs/rotation.md')
const programs = blocks(page, 'ts')

/** The program as it stands there, with this port and the sources instead of the package. */
function runnable(program: string, port: string): string {
  return program
    .replace('7373', port)
    .replace("'pulsetree'", `'${root}src/index.ts'`)
    .replace("'pulsetree/rotation'", `'${root}src/machines/rotation.ts'`)
    .replace("'pulsetree/tcp'", `'${root}src/transport/tcp.ts'`)
}

describe('docs/rotation.md', () => {
  test('has programs, and code in a table, that fit the types of the package', () => {
    const context = `
      import { type ConnectOptions, supervise } from 'pulsetree'
      import { change } from 'pulsetree/change'
      import { rotation } from 'pulsetree/rotation'
      import { websocket } from 'pulsetree/websocket'
      const fleet = supervise()
      const transport = websocket('ws://127.0.0.1')
      const prices = fleet.connect('prices', transport, { rotation: rotation() })
    `
    const [first] = tables(page)
    const [option = '', ...calls] = (first?.rows ?? []).map(([, cell]) => codeIn(cell)[0] ?? '')
    const snippets = [
      `${context}\nconst options: ConnectOptions = { ${option} }\n`,
      ...calls.slice(0, 3).map((call) => `${context}\n${call === 'rotate()' ? `prices.${call}` : call}\n`),
    ]
    expect(snippets).toHaveLength(4)
    const pieces = [...programs, ...snippets].map((text, index) => [`rotation-${index}`, text] as const)
    expect(complaintsAbout(Object.fromEntries(pieces))).toEqual([])
  })

  test('moves a running program to a new link, and the old one ends in order', async ({ world }) => {
    const { peer, endpoint } = await world.server('numbering-server')
    const folder = mkdtempSync(join(tmpdir(), 'pulsetree-rotation-'))
    const file = join(folder, 'program.mts')
    writeFileSync(file, runnable(programs[0] ?? '', new URL(endpoint).port))
    const program = new Program('the program', ['--import', 'tsx', file])
    try {
      await program.says(/^alive$/)
      program.tell('')
      await program.says(/^on link 2$/)
      await program.says(/^1 still here$/)
      await peer.says(/^closed fin$/)
      expect(program.lines).not.toContain('dead')
      expect(program.complaints).toBe('')
    } finally {
      await program.kill()
      rmSync(folder, { recursive: true })
    }
  })
})
