/** What becomes of a connection of ours, for whoever watches. */
import type { Connection } from '../../../src/index.ts'
import type { Watch } from '../terms.ts'

export function follow(connection: Connection, watch: Watch): void {
  connection.phase$.subscribe(({ phase, from, cause }) => {
    if (phase === 'alive' && from !== 'suspect') watch.alive()
    if (phase === 'dead' && from !== 'connecting') watch.dropped(cause?.kind === 'silent')
  })
}
