/** Set up for each test file, after stryker's own: a thread that stays has to be told where a mutant begins and ends. */
import fc from 'fast-check'
import { afterEach, inject } from 'vitest'

declare module 'vitest' {
  // What stryker's runner tells the thread.
  interface ProvidedContext {
    readonly activeMutant?: string
    readonly mutantActivation?: 'static' | 'runtime'
    readonly globalNamespace: '__stryker__'
  }
}

declare global {
  /** The latest mutant that a test caught. This file runs anew for each test file; the thread stays. */
  var caughtMutant: string | undefined
  var __stryker__: { activeMutant?: string | undefined } | undefined
}

// What fails has said enough without being shrunk.
fc.configureGlobal({ seed: 20_261_121, endOnFailure: true })

const mutant = inject('activeMutant')
const stryker = globalThis[inject('globalNamespace')]
// It begins with the first test. Until then the one before would go on, in what a test file does when it is loaded.
if (stryker !== undefined && inject('mutantActivation') !== 'static') stryker.activeMutant = undefined
// Vitest would not run the other files' tests, either, but it would load them all.
if (mutant !== undefined && globalThis.caughtMutant === mutant) throw new Error('caught already')
afterEach(({ task }) => {
  if (task.result?.state === 'fail') globalThis.caughtMutant = mutant
})
