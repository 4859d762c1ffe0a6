/** A chat room over any transport: lines of JSON, one room. */
import type { Connection, Listener, ListenerHandle, Supervisor } from 'pulsetree'
import { pingPong } from 'pulsetree'
import { type Answer, type Request, Room } from './room.ts'

export function serveChat(
  fleet: Supervisor,
  listener: Listener,
  room: Pick<Room, 'join' | 'leave' | 'say'> = new Room(),
): ListenerHandle {
  const heartbeat = { protocol: pingPong, everyMs: 2_000, timeoutMs: 1_000, misses: 2 }
  const members = fleet.listen('members', listener, { heartbeat })
  members.accepted$.subscribe((member) => {
    let name = ''
    const tell = (answer: Answer): void => post(member, answer)
    member.frames$.subscribe(({ text }) => {
      const request: Request = JSON.parse(text)
      if ('join' in request) {
        name = request.join
        room.join(name, request.since, tell)
      } else room.say(name, request.n, request.say)
    })
    void member.ended().then(() => room.leave(name, tell))
  })
  return members
}

/** Whoever has gone is told the rest when it comes back. */
function post(member: Connection, answer: Answer): void {
  member.send(JSON.stringify(answer)).catch(() => {})
}
