/** The close codes of WebSocket and the causes behind them, both ways. Runs in browsers too. */
import { type Cause, REPLACED } from '../transport.ts'

/** What a platform reports when a connection ended without a close frame; never on the wire. */
const ABNORMAL = 1006

/** Done, going away, restarting, try again later: they say "come back", or that nothing was wrong. */
const PLANNED: ReadonlySet<number> = new Set([1000, 1001, 1012, 1013])

/** 401, 403 and 409 as applications write them; the codes from 4000 on are theirs. */
const NOT_LET_IN: ReadonlySet<number> = new Set([4401, 4403, REPLACED])

/**
 * Why a connection ended whose close code was heard.
 *
 * @param code 1005 where the close frame had none, 1006 where there was no close frame.
 * @param reason what the peer wrote beside it, for people.
 */
export function causeOfClose(code: number, reason = ''): Cause {
  const said = reason === '' ? '' : `: ${reason}`
  if (code === ABNORMAL) return { kind: 'reset', by: 'network', detail: `no close frame${said}` }
  if (NOT_LET_IN.has(code)) return { kind: 'auth', by: 'peer', detail: `close code ${code}${said}` }
  return { kind: 'closed', by: 'peer', code, planned: PLANNED.has(code) }
}

/**
 * The code our goodbye carries. A client that leaves is done (1000), a server that hangs up goes away (1001): both
 * tell the peer that nothing was wrong, and to a connection of ours that it may come back. 4403 keeps another pulsetree
 * from coming back with the same credentials. 4409 is for one whose place a newer link of its own identity took: two of
 * one name that each came back would replace each other for ever. What the peer failed at is 1011, the code after which
 * clients commonly try again; 1008 would tell many of them to give up.
 *
 * In a browser only 1000 and the codes from 3000 on may be sent: what is below goes out as a code of our own, 3000 above it:
 * 4002 for 1002, 4009 for 1009, 4011 for 1011.
 */
export function closeCodeOf(why: Cause | undefined, accepted: boolean): number {
  const goodbye = accepted ? 1001 : 1000
  switch (why?.kind) {
    case undefined:
    case 'cancelled':
    case 'eof':
    case 'closed':
      return goodbye
    case 'timeout':
      return why.by === 'us' ? goodbye : 1011
    case 'auth':
      return why.code ?? 4403
    case 'protocol':
      return 1002
    default:
      return 1011
  }
}
