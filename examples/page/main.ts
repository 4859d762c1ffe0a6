/** A connection as a card, in plain TypeScript. */
import { describeCause, type PhaseChange } from 'pulsetree'
import { clockTime, LOOKS, nextDial, seconds, sentence } from '../common/phases.ts'
import { connection, type Prices, pricesOf } from '../common/prices.ts'
import { find, make, setText } from './elements.ts'

const MOST_LINES = 8

const card = find('.connection', HTMLElement)
const shape = find('.shape path', SVGPathElement, card)
const phase = find('.phase', HTMLElement, card)
const words = find('.sentence', HTMLElement, card)
const since = find('#since', HTMLElement)
const rtt = find('#rtt', HTMLElement)
const link = find('#link', HTMLElement)
const next = find('#next', HTMLElement)
const retry = find('#retry', HTMLButtonElement)
const probe = find('#probe', HTMLButtonElement)
const table = find('#prices', HTMLElement)
const log = find('#log', HTMLElement)

function show(): void {
  const now = Date.now()
  const snapshot = connection.store.getSnapshot()
  const { word, shape: path } = LOOKS[snapshot.phase]
  card.setAttribute('data-phase', snapshot.phase)
  shape.setAttribute('d', path)
  setText(phase, word)
  setText(words, sentence(snapshot))
  setText(since, seconds(now - snapshot.since))
  setText(rtt, connection.lastRttMs === null ? '–' : `${connection.lastRttMs.toFixed(1)} ms`)
  setText(link, `no. ${snapshot.generation}`)
  setText(next, nextDial(snapshot, now))
  table.classList.toggle('stale', snapshot.phase !== 'alive')
  retry.disabled = snapshot.phase !== 'backoff'
  probe.disabled = snapshot.phase !== 'alive'
}

function note({ phase: entered, cause }: PhaseChange): void {
  const line = document.createElement('li')
  const { word, shape: path } = LOOKS[entered]
  line.setAttribute('data-phase', entered)
  const picture = find('.shape', SVGElement, card).cloneNode(true)
  if (picture instanceof SVGElement) picture.firstElementChild?.setAttribute('d', path)
  line.append(
    picture,
    make('time', clockTime(Date.now())),
    make('span', word),
    make('span', entered === 'dead' && cause !== null ? describeCause(cause) : '', 'why'),
  )
  log.prepend(line)
  if (log.children.length > MOST_LINES) log.lastElementChild?.remove()
}

function showPrices(prices: Prices): void {
  const rows = Object.entries(prices).map(([name, price]) => {
    const row = document.createElement('tr')
    row.append(make('th', name), make('td', price.toFixed(2)))
    return row
  })
  table.replaceChildren(...rows)
}

probe.addEventListener('click', () => connection.probe())
retry.addEventListener('click', () => connection.retry())
connection.phase$.subscribe(note)
connection.frames$.subscribe((frame) => showPrices(pricesOf(frame.text)))
connection.store.subscribe(show)
setInterval(show, 1_000)
show()
