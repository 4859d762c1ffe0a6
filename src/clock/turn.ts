/**
 * One turn of the platform's event loop: the only other place, besides the system clock, that touches the platform's
 * own scheduling. It is a fence between tasks, never a measure of time.
 */

/**
 * Resolves in a later macrotask, after every promise job and, in Node, every `process.nextTick` that is ready now or
 * becomes ready while those run.
 */
export function turn(): Promise<void> {
  return new Promise(typeof setImmediate === 'function' ? soonAfter : postToSelf)
}

function soonAfter(resolve: () => void): void {
  setImmediate(resolve)
}

/** Messages rather than `setTimeout`, which browsers hold back by 4 ms when nested, and by a second in hidden tabs. */
function postToSelf(resolve: () => void): void {
  const { port1, port2 } = new MessageChannel()
  const settle = (): void => {
    port1.close()
    resolve()
  }
  port1.addEventListener('message', settle)
  port1.start()
  port2.postMessage(null)
}
