/** The README of mqtt.js. Its keep-alive counts whole seconds; the verdict falls after one and a half of it. */
import mqtt from 'mqtt'
import type { Client, ClientInput } from '../terms.ts'

export function start({ port, terms }: ClientInput): Client {
  const settings = terms === null ? {} : { keepalive: Math.max(1, Math.round(terms.everyMs / 1_000)) }
  return {
    dial(_, watch) {
      const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, settings)
      let own = false
      client.on('connect', () => {
        own = false
        watch.alive()
      })
      client.on('error', ({ message }) => {
        own = message === 'Keepalive timeout'
        if (own) watch.dropped(true)
      })
      client.on('close', () => {
        if (!own) watch.dropped(false)
      })
    },
  }
}
