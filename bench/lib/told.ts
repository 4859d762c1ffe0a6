/** The other side of `programs.ts`: how a program hears what it is to do, and tells what it found. */
import type { Measured } from './figures.ts'

/** One message of a program to the bench that started it. */
export interface Told {
  readonly kind: string
  readonly values: Measured
}

/** What the program was started with. It ends when whoever started it is gone. */
export function input<T>(): T {
  process.on('disconnect', () => process.exit(0))
  return JSON.parse(process.argv[2] ?? '{}') as T
}

export function tell(kind: string, values: Measured = {}): void {
  process.send?.({ kind, values } satisfies Told)
}

/** Resolves with the next order of this name. */
export function order(name: string): Promise<void> {
  return new Promise((resolve) => {
    const listen = (message: unknown): void => {
      if (message !== name) return
      process.off('message', listen)
      resolve()
    }
    process.on('message', listen)
  })
}
