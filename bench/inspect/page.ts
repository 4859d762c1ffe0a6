/** A page without a browser: it takes what it is told, and watches a few connections closely. */
import { WebSocket } from 'ws'
import { input, order, tell } from '../lib/told.ts'
import type { PageInput } from './terms.ts'

const { url, lanes } = input<PageInput>()
let bytes = 0
let messages = 0
let vitals = 0

const ws = new WebSocket(url)
ws.on('message', (data: Buffer) => {
  bytes += data.length
  messages += 1
  const message = JSON.parse(data.toString('utf8'))
  if (message.t === 'vitals') vitals += 1
  if (message.t !== 'hello') return
  const accepted: string[] = message.nodes.flatMap(({ id, kind }: { id: string; kind: string }) =>
    kind === 'accepted' ? [id] : [],
  )
  ws.send(JSON.stringify({ t: 'watch', ids: accepted.slice(0, lanes), frames: null }))
  tell('watching', { nodes: message.nodes.length })
})
while (process.connected) {
  await order('count')
  tell('counted', { bytes, messages, vitals })
}
