import { connect, createServer, type Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { builtProgram } from '../../support/cli.ts'
import { TestProcess } from '../../support/process.ts'

const program = builtProgram('cli/demo/peer.js')

describe('a feed', () => {
  test('prints its port, answers ping, split or not, and ends with its stdin', async () => {
    await using feed = new TestProcess([program, 'feed'])
    const socket = connect(Number(await feed.line()), '127.0.0.1').setEncoding('utf8')
    socket.on('error', () => {})
    let heard = ''
    const answered = new Promise<void>((resolve) => {
      socket.on('data', (text) => {
        heard += text
        if (heard.length >= 10) resolve()
      })
    })
    socket.write('ping\nother\npi')
    socket.write('ng\n')
    await answered
    expect(heard).toBe('pong\npong\n')
    feed.child.stdin?.end()
    expect(await feed.ended).toEqual({ status: 0, signal: null })
    socket.destroy()
  })
})

describe('a device', () => {
  test('dials and beats by itself, falls silent when told to, and dials again', async () => {
    const links: string[] = []
    const sockets: Socket[] = []
    let wake = (): void => {}
    const server = createServer((socket) => {
      const link = links.push('') - 1
      sockets.push(socket)
      socket.setEncoding('utf8').on('data', (text) => {
        links[link] = `${links[link]}${text}`
        wake()
      })
      socket.on('error', () => {})
    })
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address()
        resolve(typeof address === 'object' && address !== null ? address.port : 0)
      })
    })
    const heard = async (link: number, text: RegExp): Promise<void> => {
      while (!text.test(links[link] ?? '')) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    }
    await using device = new TestProcess([program, 'device', String(port)])
    await heard(0, /^(HEARTBEAT\n){2,}$/)
    device.write('quiet\n')
    await new Promise((resolve) => sockets[0]?.setTimeout(700).once('timeout', resolve))
    const [before] = links
    device.write('talk\n')
    await heard(1, /^(HEARTBEAT\n)+$/)
    expect(links).toEqual([before, expect.stringMatching(/^(HEARTBEAT\n)+$/)])
    server.close()
  })
})
