/** Carries out the acts of a scenario on the connections of a supervisor. */
import { Connection } from '../../supervisor/handle.ts'
import type { Supervisor } from '../../supervisor/supervisor.ts'
import { OptionError } from '../../transport/cause.ts'
import type { Act } from '../scenario.ts'

/**
 * What `playScenario` takes as `acts`: connections are found by their ids, as `supervisor.find` does. What comes of an act
 * is told by the feed: a frame that cannot be sent, say, is no failure of the scenario.
 *
 * The function that is returned throws an OptionError naming `connection` when there is none of that id.
 */
export function actsOn(supervisor: Pick<Supervisor, 'find'>): (act: Act) => void {
  return (act) => {
    const connection = supervisor.find(act.connection)
    if (!(connection instanceof Connection)) {
      throw new OptionError('connection', `there is no connection called ${act.connection}`)
    }
    carryOut(act, connection)
  }
}

function carryOut(act: Act, connection: Connection): void {
  switch (act.kind) {
    case 'send':
      connection.send(act.text).catch(() => {})
      return
    case 'stop':
      void connection.stop()
      return
    case 'stop now':
      void connection.stop({ now: true })
      return
    case 'retry':
      connection.retry()
      return
    case 'pause':
      connection.pause()
      return
    case 'resume':
      connection.resume()
  }
}
