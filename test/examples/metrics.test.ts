/** The metrics of examples, scraped over HTTP while a real peer is frozen, and goes on. */
import { expect, test } from 'vitest'
import { peer } from '../support/process.ts'
import { type Example, example } from './support/example.ts'

/** The sum of all samples of a name whose labels hold this text. */
async function scrape(url: string, name: string, label = ''): Promise<number> {
  const response = await fetch(url)
  expect(response.status).toBe(200)
  const lines = (await response.text()).split('\n')
  return lines
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .filter((line) => line.includes(label))
    .reduce((sum, line) => sum + Number(/ (\S+)( \d+)?$/.exec(line)?.[1]), 0)
}

/** Once the log says so, at this level of pino's. */
async function logs(service: Example, level: number, text: RegExp): Promise<Record<string, unknown>> {
  const line = await service.line((one) => JSON.parse(one).level === level && text.test(JSON.parse(one).msg))
  return JSON.parse(line)
}

test('A peer is frozen: the scrape says that it was suspect, why it died and how soon that was known; it goes on, and is alive', async () => {
  await using prices = await peer('pong')
  await using service = example('metrics/service.ts', prices.endpoint, '--metrics-port', '0')
  const { url } = await logs(service, 30, /^metrics$/)
  const at = String(url)
  await logs(service, 30, /^prices: alive$/)
  expect(await scrape(at, 'pulsetree_connections', 'pulsetree_phase="alive"')).toBe(1)
  expect(await scrape(at, 'pulsetree_deaths_total')).toBe(0)
  const transport = 'network_transport="tcp",server_address="127.0.0.1"'
  expect(await scrape(at, 'pulsetree_dials_total', transport)).toBe(1)

  // The first beat goes out some time after the link opened.
  await expect
    .poll(() => scrape(at, 'pulsetree_round_trip_time', 'pulsetree_quantile="0.5"'), { timeout: 10_000 })
    .toBeGreaterThan(0)

  prices.signal('SIGSTOP')
  await logs(service, 40, /^prices: suspect$/)
  const { pulsetree } = await logs(service, 40, /^prices: dead: the peer stayed silent/)
  expect(pulsetree).toMatchObject({ cause: { kind: 'silent', by: 'peer' } })
  expect(await scrape(at, 'pulsetree_deaths_total', 'error_type="silent"')).toBeGreaterThanOrEqual(1)
  expect(await scrape(at, 'pulsetree_suspicions_total')).toBeGreaterThanOrEqual(1)
  expect(await scrape(at, 'pulsetree_verdicts_total')).toBeGreaterThanOrEqual(1)
  const verdicts = await scrape(at, 'pulsetree_detection_time_count')
  expect(verdicts).toBeGreaterThanOrEqual(1)
  const tookS = (await scrape(at, 'pulsetree_detection_time_sum')) / verdicts
  expect(tookS).toBeGreaterThan(1)
  expect(tookS).toBeLessThan(3)

  prices.signal('SIGCONT')
  await logs(service, 30, /^prices: alive$/)
  expect(await scrape(at, 'pulsetree_dials_total')).toBeGreaterThanOrEqual(2)
  service.signal('SIGTERM')
  expect(await service.ended).toEqual({ status: 0, signal: null })
  expect(service.stderr).toBe('')
})
