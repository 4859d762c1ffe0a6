/** The order in which the tests of a mutant run: the first to fail ends it, and that is nearly always the file's own test. */
import { relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

export class MirrorFirst extends BaseSequencer {
  /** Next come the tests of the same folder, and the models, which run thousands of lives, last. */
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { related = [] } = this.ctx.config
    const source = related[0] === undefined ? '' : relative(this.ctx.config.root, related[0])
    return files
      .map((file) => ({ file, path: relative(this.ctx.config.root, file.moduleId) }))
      .sort((a, b) => distance(source, a.path) - distance(source, b.path) || (a.path < b.path ? -1 : 1))
      .map(({ file }) => file)
  }
}

/** How far a test is from the source of a mutant: 0 for its mirror. */
export function distance(source: string, test: string): number {
  const stem = source.replace(/^src\//, '').replace(/\.ts$/, '')
  const path = test.replace(/^test\//, '').replace(/\.test\.ts$/, '')
  if (path === stem) return 0
  if (path.startsWith('model/')) return 4
  if (folder(path) === folder(stem)) return 1
  return folder(path).split('/')[0] === folder(stem).split('/')[0] ? 2 : 3
}

function folder(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1)
}
