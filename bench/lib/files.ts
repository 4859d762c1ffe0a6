/** How many connections one process may have: each is an open file. */
import { openFilesLimit } from '../../src/transport/open-files.ts'

/** What a process has open beside its connections. */
const BESIDE = 100

/** Those sizes that the system's limit of open files leaves room for. */
export function fitting(sizes: readonly number[], limit = openFilesLimit()): number[] {
  return sizes.filter((n) => n + BESIDE <= limit)
}
