/** The service of examples: one of three instances is frozen, and what its callers see of that. */
import { spawnSync } from 'node:child_process'
import { expect, type TestContext, test } from 'vitest'
import { example } from './support/example.ts'

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** `prices-1 33, cache 4` as numbers by name. */
function countsIn(line = ''): Record<string, number> {
  return Object.fromEntries(
    [...line.matchAll(/([\w-]+) (\d+)(?=,|$)/g)].map(([, name = '', count]) => [name, Number(count)]),
  )
}

const lacksEtcd = spawnSync('etcd', ['--version']).status !== 0
const WITHOUT = lacksEtcd ? ' (etcd is missing: apt-get install etcd-server)' : ''

const SEEN =
  'One of three instances is frozen: callers get the cached price, none is sent to it once it is suspect, and it comes back'

const options = { concurrent: true, timeout: 120_000 }

test(`${SEEN}; registered in memory`, options, (context) => play(context, 'a registry in memory', '--memory'))

test.skipIf(lacksEtcd && process.env['CI'] !== 'true')(
  `${SEEN}; registered in etcd${WITHOUT}`,
  options,
  (context) => play(context, 'etcd at'),
)

async function play({ onTestFailed }: TestContext, registry: string, ...args: string[]): Promise<void> {
  await using service = example('service/service.ts', ...args)
  onTestFailed(() => console.error([...service.lines, service.stderr].join('\n')))
  expect(await service.ended).toEqual({ status: 0, signal: null })
  expect(service.stderr).toBe('')

  expect(service.lines[0]).toContain(`instances are registered in ${registry}`)
  const said = (pattern: RegExp): number => {
    const at = service.lines.findIndex((line) => pattern.test(line))
    expect(at, String(pattern)).toBeGreaterThanOrEqual(0)
    return at
  }
  // One after the other: what a busy machine let happen before is of no interest.
  let from = 0
  for (const pattern of [
    /prices-2 is frozen/,
    /the breaker is open \(rate\): callers get the cached price/,
    /the breaker is closed/,
    /its supervisor starts prices-2 again: the peer stayed silent/,
    /the registry has prices-2 again/,
    /three instances are alive again/,
  ]) {
    const at = service.lines.findIndex((line, index) => index >= from && pattern.test(line))
    expect(at, `${pattern} from line ${from} on`).toBeGreaterThanOrEqual(0)
    from = at + 1
  }
  const [, afterMs] =
    /the pool suspects prices-2 after (\d+) ms/.exec(service.lines[said(/pool suspects/)] ?? '') ?? []
  expect(Number(afterMs)).toBeLessThanOrEqual(3_000)
  said(/it got 0 calls since it was suspect/)
  said(/ 0 calls hang$/)

  const [before, meanwhile, afterwards] = service.said(/ calls of 2 s/).map(countsIn)
  expect(before).toMatchObject({ 'prices-2': expect.any(Number) })
  expect(meanwhile).toMatchObject({ cache: expect.any(Number), 'prices-1': expect.any(Number) })
  expect(afterwards).toMatchObject({ 'prices-2': expect.any(Number) })
  expect([before, meanwhile, afterwards].some((counts) => counts?.['error'] !== undefined)).toBe(false)

  const pids = service.lines.flatMap((line) => /process (\d+)/.exec(line)?.[1] ?? []).map(Number)
  expect(pids).toHaveLength(2)
  expect(pids.filter(isRunning)).toEqual([])
}
