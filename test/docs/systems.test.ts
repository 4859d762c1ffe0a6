/** Every line of docs/systems.md is run as it is written, with its peer, and what the page says is seen. */
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { describe, expect, test, vi } from 'vitest'
import { paper, root } from './support/markdown.ts'
import { play, systemsOf } from './support/systems.ts'

// They wait for one another's words most of the time.
vi.setConfig({ maxConcurrency: 10 })

const page = paper('docs/systems.md')
const systems = systemsOf(page)

/** What peers need beside Node, and the line that installs it. */
const PROGRAMS: Readonly<Record<string, string>> = {
  python3: '`apt-get install -y python3`',
  go: '`apt-get install -y golang-go`',
}

const { CI: isCi } = process.env

/** The programs that are missing here; where CI brings everything along, that is a failure. */
const missing = Object.keys(PROGRAMS).filter(
  (name) => spawnSync(name, [name === 'go' ? 'version' : '--version']).error !== undefined && isCi !== 'true',
)

describe('docs/systems.md', () => {
  test('has a line and what is seen of it for each system, and names tests that exist', () => {
    expect(systems).toHaveLength(28)
    for (const { title, trials, tests } of systems) {
      expect(trials, title).not.toEqual([])
      expect(tests, title).not.toEqual([])
      expect(
        tests.filter((file) => !existsSync(`${root}${file}`)),
        title,
      ).toEqual([])
    }
    expect(page.match(/^```sh$/gm)).toHaveLength(systems.flatMap(({ trials }) => trials).length)
  })

  test('runs all that is in examples/systems', () => {
    const lines = systems.flatMap(({ trials }) => trials.flatMap((trial) => trial.lines)).join('\n')
    const files = ['examples/systems', 'examples/systems/peers'].flatMap((folder) =>
      readdirSync(`${root}${folder}`, { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => `${folder}/${name}`),
    )
    expect(files.filter((file) => !lines.includes(file))).toEqual(['examples/systems/peers/steps.py'])
  })
})

describe.concurrent('what is looked for', () => {
  const say = (...lines: string[]) => `node -e "${lines.map((line) => `console.log('${line}')`).join(';')}"`

  test('is a failure when it is not seen, or in another order', async () => {
    const lines = [say('one alive', 'one dead', 'peer: gone')]
    await play({ lines, seen: ['one alive', 'peer: gone', 'one …'] })
    await expect(play({ lines, seen: ['one alive', 'two alive'] })).rejects.toThrow(
      /not seen was\ntwo alive\n\nbut\none alive\none dead\npeer: gone$/,
    )
    await expect(play({ lines, seen: ['one dead', 'one alive'] })).rejects.toThrow('not seen was\none alive')
    await expect(play({ lines, seen: ['one'] })).rejects.toThrow('not seen was\none\n')
  })

  test('is begun by the second line only once the first listens, and nothing is left of either', async () => {
    const server = `node -e "require('net').createServer().listen(7373, () => console.log('listening', process.pid))"`
    const client = `node -e "require('net').connect(7373, () => console.log('connected'))"`
    await play({ lines: [server, client], seen: ['listening …', 'connected'] })
    // A third one hears that both are there.
    const enough = new AbortController()
    const ear = createServer((socket) => socket.resume().on('error', () => {}))
    ear.once('connection', () => enough.abort())
    await once(ear.listen(0, '127.0.0.1'), 'listening')
    const { port } = ear.address() as AddressInfo
    const calls = `node -e "require('net').connect(7373, () => require('net').connect(${port}))"`
    const failed = play({ lines: [server, calls], seen: ['nothing'] }, enough.signal)
    const said: unknown = await failed.catch((error: unknown) => error)
    ear.close()
    const [, pid] = /listening (\d+)/.exec(String(said)) ?? []
    expect(() => process.kill(Number(pid), 0)).toThrow('ESRCH')
  })
})

describe.concurrent('a system of docs/systems.md', () => {
  for (const { title, trials } of systems) {
    const programs = trials.flatMap(({ lines }) => lines.map((line) => line.split(' ')[0] ?? ''))
    const lacks = [...programs, ...(title === 'A task that beats' ? ['python3'] : [])].find((name) =>
      missing.includes(name),
    )
    trials.forEach((trial, nth) => {
      const name = trials.length === 1 ? title : `${title}, ${nth + 1} of ${trials.length}`
      test(name, { timeout: 90_000 }, async ({ skip }) => {
        if (lacks !== undefined) skip(`${lacks} is missing: ${PROGRAMS[lacks]}`)
        await play(trial)
      })
    })
  }
})
