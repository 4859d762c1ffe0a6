/** What whoever looks has to know. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

const BYTES = 24

/** A new one: 24 random bytes, 32 characters. A secret, so its chance is the system's and no argument. */
export function makeToken(): string {
  return randomBytes(BYTES).toString('base64url')
}

/** Whether two are the same, in a time that tells nothing of how much of them is: digests are of one length, whatever came. */
export function isSameToken(given: string, token: string): boolean {
  return timingSafeEqual(digest(given), digest(token))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
