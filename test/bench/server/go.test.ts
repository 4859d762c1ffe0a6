import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { goServer } from '../../../bench/server/go.ts'

test('The server in Go is built where there is a compiler, and left out where there is none', {
  timeout: 60_000,
}, () => {
  const folder = mkdtempSync(join(tmpdir(), 'pulsetree-go-'))
  try {
    const hasGo = spawnSync('go', ['version']).status === 0
    const binary = goServer(folder)
    expect(binary === null ? null : existsSync(binary)).toBe(hasGo ? true : null)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
