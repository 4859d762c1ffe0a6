/** Breaker, pool and registry beside the tree: one of two instances is frozen, and what is seen of that. */
import { expect, onTestFinished, test } from 'vitest'
import { breaker } from '../../../src/breaker/index.ts'
import { pool } from '../../../src/pool/index.ts'
import { memoryRegistry } from '../../../src/registry/index.ts'
import { tcp } from '../../../src/transport/tcp.ts'
import { grave } from './support/axe.ts'
import { inspecting, WATCHED } from './support/inspecting.ts'

inspecting('Beside the tree', (world) => {
  test('a frozen instance is seen in breaker, pool and registry, by click and by keyboard', {
    timeout: 40_000,
  }, async () => {
    const site = world().fleet({ name: 'site' })
    const first = await world().feed(site, 'prices-1')
    const second = await world().feed(site, 'prices-2')
    const registry = memoryRegistry()
    onTestFinished(() => registry.close())
    for (const [id, { peer, connection }] of Object.entries({ 'prices-1': first, 'prices-2': second })) {
      const instance = { service: 'prices', id, endpoint: peer.endpoint, metadata: { zone: '<b>eu</b>' } }
      registry.register(instance, { ttlMs: 5_000, while: connection })
    }
    const prices = pool(site, 'pool', {
      endpoints: registry.watch('prices'),
      dial: ({ endpoint }) => tcp(endpoint),
      connect: WATCHED,
    })
    const backoff = { firstMs: 1_000, jitter: 'none' } as const
    const guard = breaker({ id: 'guard', of: first.connection, backoff })
    const { url } = await world().inspect(site, { beside: { guard, prices, registry } })
    const looker = await world().open(url)
    await looker.sees(looker.row('prices-2'), 'alive')
    await looker.button('Services').click()

    const services = looker.page.getByRole('tree', { name: 'Breakers, pools and registries' })
    const row = (name: string) => services.getByRole('treeitem').filter({ hasText: name })
    const detail = looker.page.getByRole('region', { name: 'Service guard' })
    const lit = detail.locator('.is-lit')
    await looker.sees(row('breaker').locator('.phase'), /^closed$/)
    await looker.sees(row('under way'), 'prices-2alive')
    await looker.sees(row('registered as'), 'prices-2held')
    await looker.sees(row('watched service'), /instances 2/)
    expect(await lit.getAttribute('data-state')).toBe('closed')
    expect(await detail.locator('.is-taken').count(), 'no arrow was taken yet').toBe(0)

    const rows = await looker.watch('.services [role=treeitem]')
    first.peer.program.freeze()
    await rows.saw(/^prices-1suspect.*under way/m)
    await looker.sees(row('breaker').locator('.phase'), /^open$/)
    await looker.reads(
      'the chart',
      () => lit.getAttribute('data-state'),
      (state) => state === 'open',
    )
    await looker.sees(detail, /opened last by.*the end of its connection.*because.*silent/)
    await looker.sees(row('registered as'), 'prices-1waiting')
    await looker.sees(row('watched service'), /instances 1/)

    await row('under way').filter({ hasText: 'prices-2' }).click()
    await looker.sees(looker.panel.getByRole('heading', { level: 2 }), /^prices-2/)
    await looker.goToParts()
    await looker.page.keyboard.press('End')
    await looker.sees(services.locator('[aria-selected="true"]'), 'prices-2known')
    await looker.page.keyboard.press('Home')
    await looker.sees(services.locator('[aria-selected="true"]'), 'guard')

    first.peer.program.thaw()
    await looker.sees(row('breaker').locator('.phase'), /^half-open$/)
    expect(await guard.call(() => 'yes')).toBe('yes')
    await looker.sees(row('breaker').locator('.phase'), /^closed$/)
    await looker.sees(row('registered as'), 'prices-1held')
    await looker.sees(row('watched service'), /instances 2/)
    await looker.reads(
      'the chart',
      () => lit.getAttribute('data-state'),
      (state) => state === 'closed',
    )
    expect(await grave(looker.page)).toEqual([])
    expect(looker.complaints).toEqual([])
  })
})
