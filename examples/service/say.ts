const began = performance.now()

/** One line, with the time since the start. */
export function say(line: string): void {
  console.log(`${((performance.now() - began) / 1_000).toFixed(1).padStart(5)} s  ${line}`)
}
