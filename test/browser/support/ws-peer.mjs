/**
 * A WebSocket server that knows nothing of what is tested: `ws`, in a process of its own.
 *
 *     node ws-peer.mjs [PORT]
 *
 * Says `ready PORT`; `open PATH`, `got TEXT` and `gone CODE` of each client. Answers `ping` by `pong`, and `echo …` by
 * itself. Told by lines on stdin: `say TEXT` and `bytes TEXT` to all clients, `chat MS` (says something that often), `flood MEGABYTES`, `close CODE`,
 * `goodbye CODE` (and it leaves the connection open, and reads no more), `cut` (no goodbye), `answer STATUS` (to upgrades, from then on; 101 lets them in; says `answers STATUS`).
 */
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'
import { WebSocketServer } from 'ws'

let status = 101
const server = createServer()
const sockets = new WebSocketServer({ noServer: true })

server.on('upgrade', (request, socket, head) => {
  if (status === 101) {
    sockets.handleUpgrade(request, socket, head, (client) => welcome(client, request.url))
    return
  }
  console.log(`answered ${status}`)
  socket.end(`HTTP/1.1 ${status} No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
})

function welcome(client, path) {
  console.log(`open ${path}`)
  client.on('message', (data, isBinary) => {
    // Of a long message no more is looked at: the answers to beats that came behind it wait for this.
    const start = String(data.subarray(0, 160)).slice(0, 40)
    console.log(`got ${start}`)
    if (start === 'ping') client.send('pong')
    if (start.startsWith('echo')) client.send(data, { binary: isBinary })
  })
  client.on('error', () => {})
  client.on('close', (code) => console.log(`gone ${code}`))
}

const orders = {
  say: (client, text) => client.send(text),
  bytes: (client, text) => client.send(Buffer.from(text)),
  chat(client, everyMs) {
    const talking = setInterval(() => client.send('so'), Number(everyMs))
    client.on('close', () => clearInterval(talking))
  },
  close: (client, code) => client.close(Number(code)),
  goodbye: (client, code) => {
    client.pause()
    client._socket.write(Buffer.from([0x88, 2, Number(code) >> 8, Number(code) & 0xff]))
  },
  cut: (client) => client.terminate(),
  flood: (client, megabytes) => {
    for (let count = 0; count < Number(megabytes); count += 1) client.send(Buffer.alloc(1_048_576))
  },
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const [order, ...words] = line.split(' ')
  if (order === 'answer') {
    status = Number(words[0])
    console.log(`answers ${status}`)
  } else for (const client of sockets.clients) orders[order](client, words.join(' '))
})

server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => console.log(`ready ${server.address().port}`))
