import { describe, expect, test } from 'vitest'
import { arrowsOf, statesOf } from '../../../src/charts/arrows.ts'
import { layout } from '../../../src/charts/drawing/layout.ts'
import { svgOf } from '../../../src/charts/drawing/svg.ts'
import { connectionMeanings, type Meanings } from '../../../src/charts/meanings.ts'
import { chartOf } from '../../../src/charts/read.ts'
import { connectionChart } from '../../../src/machines/connection.ts'
import { alone, odd, shop } from '../machines.ts'

describe('A picture', () => {
  test('has an element for every state, arrow and transition, each with an id of its own', async () => {
    for (const machine of [connectionChart, shop, odd, alone]) {
      const chart = chartOf(machine)
      const svg = await draw(machine)
      const ids = [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
      expect(new Set(ids).size).toBe(ids.length)
      const targets = statesOf(chart).flatMap(({ transitions }) =>
        transitions.map(({ targets }) => targets.length || 1),
      )
      const edges = targets.reduce((sum, count) => sum + count, 0)
      expect(ids.filter((id) => id?.startsWith('edge-'))).toHaveLength(edges)
      expect(ids.filter((id) => id?.startsWith('arrow-'))).toHaveLength(arrowsOf(chart).length)
    }
  })

  test('has the ids that an inspector lights up', async () => {
    const svg = await draw(connectionChart)
    for (const id of [
      'state-alive',
      'edge-alive-peer.silent',
      'edge-dead-deadline.passed',
      'arrow-alive-dead',
    ])
      expect(svg).toContain(` id="${id}"`)
    expect(svg).toContain('data-from="alive" data-to="suspect"')
    expect(svg).toContain('data-event="peer.silent"')
  })

  test('tells those who hear it what it shows', async () => {
    const svg = await draw(connectionChart, connectionMeanings)
    expect(svg).toContain('role="img" aria-labelledby="chart-connection-title chart-connection-desc"')
    expect(svg).toContain('<title id="chart-connection-title">The life of one supervised connection</title>')
    expect(svg).toMatch(
      /<desc id="chart-connection-desc">Starts in connecting\.\nconnecting, A link is being dialled/,
    )
    expect(svg).toContain('peer.silent leads to suspect')
    expect(svg).toContain('stop [asksNow] / noteStopping, destroy stays')
  })

  test('shows final states with two borders, and internal transitions inside their state', async () => {
    const svg = await draw(connectionChart)
    expect(svg.match(/class="rim"/g)).toHaveLength(2)
    expect(group(svg, 'state-stopped')).toContain('class="rim"')
    expect(group(svg, 'state-alive')).toContain('id="edge-alive-link.stabilised"')
    expect(group(svg, 'state-dead')).toContain('id="edge-dead-stop-2"')
  })

  test('has no text smaller than 11 pixels, needs nothing from outside, and is well formed', async () => {
    for (const machine of [connectionChart, shop, odd]) {
      const svg = await draw(machine)
      for (const [, size] of svg.matchAll(/font-size:(\d+)px/g))
        expect(Number(size)).toBeGreaterThanOrEqual(11)
      expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(
        /https?:|url\(|@import|<script|<image/,
      )
      expect(unbalanced(svg)).toEqual([])
    }
  })
})

async function draw(machine: Parameters<typeof chartOf>[0], meanings?: Meanings): Promise<string> {
  const chart = chartOf(machine, meanings)
  return svgOf(chart, await layout(chart))
}

/** The group with this id, up to its end: groups of states hold no other groups but that of their mark. */
function group(svg: string, id: string): string {
  const from = svg.indexOf(`id="${id}"`)
  return svg.slice(from, svg.indexOf('\n</g>', from))
}

/** Tags that are never closed, or closed without having been opened; and stray signs. */
function unbalanced(svg: string): string[] {
  const open: string[] = []
  const wrong: string[] = []
  for (const [tag, slash, name = '', end] of svg.matchAll(
    /<(\/?)([a-z]+)(?: [a-zA-Z:-]+="[^"<]*")*(\/?)>/g,
  )) {
    if (slash === '/') {
      if (open.pop() !== name) wrong.push(tag)
    } else if (end !== '/') open.push(name)
  }
  const stray =
    svg.replaceAll(/<\/?[a-z]+(?: [a-zA-Z:-]+="[^"<]*")*\/?>|&(?:amp|lt|gt|quot);/g, '').match(/[<&]/g) ?? []
  return [...wrong, ...open, ...stray]
}
