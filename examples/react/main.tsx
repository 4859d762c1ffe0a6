/** A connection as a card, in React. */
import { type Connection, describeCause, type Phase } from 'pulsetree'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { clockTime, LOOKS, nextDial, seconds, sentence } from '../common/phases.ts'
import { connection, pricesOf } from '../common/prices.ts'
import { useChanges, useConnection, useLatest, useNow } from './hooks.ts'

interface Shown {
  readonly of: Connection
}

function Shape({ phase }: { readonly phase: Phase }) {
  return (
    <svg className="shape" viewBox="0 0 24 24" aria-hidden="true">
      <path d={LOOKS[phase].shape} />
    </svg>
  )
}

function Card({ of }: Shown) {
  const snapshot = useConnection(of)
  const now = Math.max(useNow(), snapshot.since)
  const { phase } = snapshot
  return (
    <section className="connection" data-phase={phase} aria-label="Connection">
      <div className="status" role="status">
        <Shape phase={phase} />
        <p className="phase">{LOOKS[phase].word}</p>
        <p className="sentence">{sentence(snapshot)}</p>
      </div>
      <dl>
        <div>
          <dt>In this phase for</dt>
          <dd>{seconds(now - snapshot.since)}</dd>
        </div>
        <div>
          <dt>Round trip</dt>
          <dd>{of.lastRttMs === null ? '–' : `${of.lastRttMs.toFixed(1)} ms`}</dd>
        </div>
        <div>
          <dt>Link</dt>
          <dd>no. {snapshot.generation}</dd>
        </div>
        <div>
          <dt>Next dial</dt>
          <dd>{nextDial(snapshot, now)}</dd>
        </div>
      </dl>
      <div className="buttons">
        <button type="button" disabled={phase !== 'alive'} onClick={() => of.probe()}>
          Ask now
        </button>
        <button type="button" disabled={phase !== 'backoff'} onClick={() => of.retry()}>
          Dial now
        </button>
      </div>
    </section>
  )
}

function Table({ of }: Shown) {
  const prices = useLatest(of, pricesOf)
  const { phase } = useConnection(of)
  return (
    <section>
      <h2>Latest</h2>
      <table aria-label="Latest prices">
        <tbody className={phase === 'alive' ? '' : 'stale'}>
          {Object.entries(prices ?? {}).map(([name, price]) => (
            <tr key={name}>
              <th>{name}</th>
              <td>{price.toFixed(2)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Log({ of }: Shown) {
  return (
    <section>
      <h2>What happened</h2>
      <ol>
        {useChanges(of, 8).map(({ phase, cause, at }) => (
          <li key={`${at} ${phase}`} data-phase={phase}>
            <Shape phase={phase} />
            <time>{clockTime(at)}</time>
            <span>{LOOKS[phase].word}</span>
            <span className="why">{phase === 'dead' && cause !== null ? describeCause(cause) : ''}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}

const [main] = document.getElementsByTagName('main')
if (main === undefined) throw new Error('the page has no main')
createRoot(main).render(
  <StrictMode>
    <h1>Prices</h1>
    <Card of={connection} />
    <Table of={connection} />
    <Log of={connection} />
  </StrictMode>,
)
