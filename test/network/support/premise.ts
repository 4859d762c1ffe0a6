/**
 * What a test takes for granted of the machine it runs on, checked. Where it was not so nothing was tested, and the test
 * begins again with a world of its own, a bounded number of times: see `retry` in `vitest.config.ts`, which knows such an
 * error by the beginning of its message.
 */

/** Ends the test, says so and begins it again, unless `holds`. */
export function premise(holds: boolean, what: string): asserts holds {
  if (holds) return
  const broken = new Error(`The test could not begin: it takes for granted that ${what}.`)
  // Or nobody would know that it was begun again.
  console.warn(broken.message)
  throw broken
}
