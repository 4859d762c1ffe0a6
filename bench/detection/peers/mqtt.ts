/** As much of an MQTT broker as a keep-alive needs: it lets everybody in and answers pings; it judges nobody. */
import { type AddressInfo, createServer } from 'node:net'
import { generate, type Packet, parser } from 'mqtt-packet'

const ANSWERS: Readonly<Partial<Record<Packet['cmd'], Buffer>>> = {
  connect: generate({ cmd: 'connack', returnCode: 0, sessionPresent: false }),
  pingreq: generate({ cmd: 'pingresp' }),
}

export function listen(): Promise<number> {
  const server = createServer({ noDelay: true }, (socket) => {
    const parsing = parser()
    parsing.on('packet', ({ cmd }) => {
      const answer = ANSWERS[cmd]
      if (answer !== undefined) socket.write(answer)
    })
    socket.on('data', (chunk) => parsing.parse(chunk))
    socket.on('error', () => {})
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}
