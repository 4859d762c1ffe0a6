/** Every planted bug, in the order of the table in `docs/testing-ourselves.md`. */
import { detection } from './detection.ts'
import { dialling } from './dialling.ts'
import { doors } from './doors.ts'
import { life } from './life.ts'
import type { Mutant } from './mutant.ts'
import { parts } from './parts.ts'
import { rotation } from './rotation.ts'
import { supervision } from './supervision.ts'
import { wire } from './wire.ts'

export const MUTANTS: readonly Mutant[] = [
  ...life,
  ...detection,
  ...dialling,
  ...rotation,
  ...supervision,
  ...doors,
  ...wire,
  ...parts,
]
