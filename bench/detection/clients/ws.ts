/** The client's half of the recipe of the README of `ws`: whoever is not pinged for an interval and a second hangs up. */
import { WebSocket } from 'ws'
import { boundMs } from '../../stall/measure.ts'
import type { Client, ClientInput, Watch } from '../terms.ts'

const AS_IN_THE_README_MS = 30_000 + 1_000
/** The recipe does not dial again; the next measurement needs it to. */
const AGAIN_MS = 100

export function start({ port, terms }: ClientInput): Client {
  const silenceMs = terms === null ? AS_IN_THE_README_MS : boundMs(terms)

  function dial(index: number, watch: Watch): void {
    const client = new WebSocket(`ws://127.0.0.1:${port}`)
    let pingTimeout: NodeJS.Timeout | undefined
    let own = false

    function heartbeat(): void {
      clearTimeout(pingTimeout)
      pingTimeout = setTimeout(() => {
        own = true
        client.terminate()
      }, silenceMs)
    }

    client.on('error', () => {})
    client.on('open', heartbeat)
    client.on('ping', heartbeat)
    client.on('open', () => watch.alive())
    client.on('close', () => {
      clearTimeout(pingTimeout)
      watch.dropped(own)
      setTimeout(() => dial(index, watch), AGAIN_MS)
    })
  }
  return { dial }
}
