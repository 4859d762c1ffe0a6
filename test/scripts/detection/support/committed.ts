/** The figures as they are committed. */
import { readFileSync } from 'node:fs'
import { figuresIn } from '../../../../scripts/detection/figures.ts'
import { FOLDER } from '../../../../scripts/detection/outputs.ts'

const root = new URL('../../../../', import.meta.url)

/** @param path from the root of the repository. */
export function paper(path: string): string {
  return readFileSync(new URL(path, root), 'utf8')
}

export const committed = figuresIn((name) => paper(`${FOLDER}/${name}`))
