import { describe, expect, test } from 'vitest'
import { chart } from '../../src/cli/chart.ts'
import { readWords } from '../../src/cli/words.ts'

function printed(...args: readonly string[]): Promise<string> {
  const asked = readWords(['chart', ...args])
  if (asked.command === 'help') throw new Error('help was not asked for')
  return chart(asked.given)
}

describe('chart', () => {
  test('without a name lists those there are', async () => {
    expect(await printed()).toBe('connection\nsupervisor\nidentity')
  })

  test.each(['connection', 'supervisor', 'identity'])(
    'prints %s as Mermaid unless told otherwise',
    async (name) => {
      expect(await printed(name)).toContain('stateDiagram-v2')
      expect(await printed(name, '--format', 'mermaid')).toBe(await printed(name))
    },
  )

  test('prints JSON that names every state', async () => {
    const { root } = JSON.parse(await printed('connection', '--format', 'json'))
    expect(root.states.map(({ id }: { id: string }) => id)).toContain('suspect')
  })

  test('prints the committed picture', async () => {
    expect(await printed('connection', '--format', 'svg')).toMatch(/^<svg /)
  })

  test('names those there are when asked for another', async () => {
    await expect(printed('brain')).rejects.toThrow(
      'chart: there is no "brain"; there are connection, supervisor, identity',
    )
  })
})
