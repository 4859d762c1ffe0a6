import { expect, test } from 'vitest'
import { homePort } from '../../../bench/lib/home-port.ts'

test('A home port is none that a system gives to a socket that dials, and hardly the same one twice', () => {
  const ports = Array.from({ length: 100 }, homePort)
  expect(ports.every((port) => port >= 20_000 && port < 30_000)).toBe(true)
  expect(new Set(ports).size).toBeGreaterThan(50)
})
