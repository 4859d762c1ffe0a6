/** A program that makes a world and forgets about it: it ends by itself all the same, and its programs with it. */
import { loopbackWorld } from '../../../../src/testing/loopback/index.ts'

const script =
  "require('net').createServer().listen(0, '127.0.0.1', function () { console.log(this.address().port) })"
const world = await loopbackWorld({
  hosts: { us: 'here', server: { command: process.execPath, args: ['-e', script], port: 'printed' } },
})
await world.way('us', 'server')
await world.inflict({ kind: 'cut', between: ['us', 'server'] })
console.log(world.pid('server'))
