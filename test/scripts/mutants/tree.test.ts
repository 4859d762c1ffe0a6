/** A run during which somebody writes into the tree is found out. */
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { treeOf } from '../../../scripts/mutants/tree.ts'

test('A tree is the same until a file comes, goes or is written', () => {
  const root = mkdtempSync(join(tmpdir(), 'pulsetree-tree-'))
  try {
    for (const folder of ['src/deep', 'test']) mkdirSync(join(root, folder), { recursive: true })
    const file = join(root, 'src/deep/a.ts')
    writeFileSync(file, 'one')
    const before = treeOf(root)
    expect(treeOf(root)).toBe(before)
    utimesSync(file, 1, 1)
    const written = treeOf(root)
    expect(written).not.toBe(before)
    rmSync(file)
    expect(treeOf(root)).not.toBe(written)
  } finally {
    rmSync(root, { recursive: true })
  }
})
