/**
 * What the peers share: each says what it sees on stdout, a line at a time, takes orders on stdin, a line each, and
 * ends with its stdin, so that none outlives the tests.
 */
import { createInterface } from 'node:readline'

export function say(...words) {
  process.stdout.write(`${words.join(' ')}\n`)
}

/**
 * When something happened, in whole ms since a moment that all processes of this machine share: setting the system's clock
 * moves it for none of them.
 */
export function nowMs() {
  return Number(process.hrtime.bigint() / 1_000_000n)
}

/** `name=value` on the command line, over these defaults; a default that is a number makes its value one. */
export function settings(defaults) {
  const given = process.argv.slice(2).map((word) => {
    const at = word.indexOf('=')
    const name = word.slice(0, at)
    if (!(name in defaults)) throw new Error(`no such setting: ${name}`)
    return [name, typeof defaults[name] === 'number' ? Number(word.slice(at + 1)) : word.slice(at + 1)]
  })
  return { ...defaults, ...Object.fromEntries(given) }
}

/**
 * What to do at which order: a word, and what follows it on the line. At `gaps` every program tells the times, of 50 ms and
 * more, in which the machine kept it from running: `gaps AT:MS AT:MS …`, each by its end.
 */
export function orders(known = {}) {
  const gaps = gapsFromNowOn()
  createInterface({ input: process.stdin })
    .on('line', (line) => {
      const [word, ...rest] = line.split(' ')
      if (word === 'gaps') say('gaps', ...gaps())
      else known[word]?.(rest.join(' '))
    })
    .on('close', () => process.exit())
}

function gapsFromNowOn() {
  const gaps = []
  let before = nowMs()
  const look = () => {
    const now = nowMs()
    if (now - before > 50) gaps.push(`${now}:${now - before}`)
    before = now
  }
  setInterval(look, 10).unref()
  return () => {
    look()
    return gaps
  }
}

/** Listens on a free port, or on this one, and says which it is. */
export function listen(server, port = 0) {
  server.listen(port, '127.0.0.1', () => say('ready', server.address().port))
}

/** Tells lines apart; only whole ones are handed on. */
export function eachLine(socket, take) {
  // It hands on the errors of the socket, which are told elsewhere.
  createInterface({ input: socket })
    .on('line', take)
    .on('error', () => {})
}

/** Says how a connection ended: `eof` by a FIN, `reset`; then `closed`. */
export function tellEnds(socket, name = '') {
  const telling = (word) => () => say(...[word, name].filter((part) => part !== ''))
  socket.on('end', telling('eof'))
  socket.on('error', telling('reset'))
  socket.on('close', telling('closed'))
}
