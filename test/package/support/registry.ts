/** What has to come from the registry, and what happens where it cannot be reached. */
import { basename } from 'node:path'
import type { TestContext } from 'vitest'
import { npm } from './commands.ts'

/** npm's words for a registry that does not answer, or has no such package or version. */
const NOT_TO_BE_HAD = /\b(ENOTFOUND|EAI_AGAIN|ECONN\w+|ETIMEDOUT|E\w+UNREACH|ENOTCACHED|E404|ETARGET)\b/

/** A registry that stumbles is asked again, soon; npm's own patience is for people. */
const PATIENCE = ['--fetch-retries=2', '--fetch-retry-mintimeout=200', '--fetch-retry-maxtimeout=1000']

/** The registry cannot be reached, or does not have it. */
class NotToBeHad extends Error {
  override readonly name = 'NotToBeHad'
}

/** Installs into a folder. @throws NotToBeHad, or Error for what is wrong with the package itself. */
export async function install(what: string, folder: string): Promise<void> {
  const { status, stdout, stderr } = await npm(['install', '--prefer-offline', ...PATIENCE, what], folder)
  if (status === 0) return
  const why = /npm error (.*)/.exec(stderr)?.[1] ?? ''
  if (NOT_TO_BE_HAD.test(stderr)) throw new NotToBeHad(`npm cannot install ${basename(what)}: ${why}`)
  throw new Error(`npm install ${what} ended with ${status}\n${stdout}\n${stderr}`)
}

/** What is waited for; where it is not to be had, the test is skipped by name, and on a build server it fails. */
export async function orSkip<T>(skip: TestContext['skip'], needed: Promise<T>): Promise<T> {
  const { CI } = process.env
  try {
    return await needed
  } catch (error) {
    if (!(error instanceof NotToBeHad) || CI === 'true') throw error
    return skip(error.message)
  }
}
