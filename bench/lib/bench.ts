/** What a bench is. */
import type { Asked } from './asked.ts'
import type { Rounds } from './figures.ts'
import type { Programs } from './programs.ts'

export interface Bench {
  readonly name: string
  /** One line for people. */
  readonly about: string
  /** The sizes it runs at when none is asked for. */
  readonly sizes: readonly number[]
  /** Runs all rounds at one size. */
  run(n: number, asked: Asked, tools: Tools): Promise<Rounds>
}

export interface Tools {
  readonly programs: Programs
  /** The built library, as a URL that ends in a slash. */
  readonly dist: string
  /** Says what is going on, to people who watch. */
  progress(text: string): void
}
