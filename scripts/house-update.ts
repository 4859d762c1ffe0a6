/** `npm run house:update`: agrees to the public names as they are now. Read the diff before you commit it. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PINNED, publicNames } from '../test/house/public-names.ts'
import { readProject, root } from '../test/house/read.ts'

writeFileSync(join(root, PINNED), `${JSON.stringify(publicNames(readProject()), null, 2)}\n`)
