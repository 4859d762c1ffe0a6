/** A stranger's project: an empty folder far from this repository, with the packed package installed and nothing else. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, test as base } from 'vitest'
import { mustSucceed, npm, root, run, type Said } from './commands.ts'
import { install, orSkip } from './registry.ts'

/** For the first test of a file: a cold cache and a slow registry included. */
export const INSTALL_WITHIN_MS = 120_000

export class Project {
  readonly folder: string
  /** The files of the package, as npm packed them. */
  readonly packed: readonly string[]

  private constructor(folder: string, packed: readonly string[]) {
    this.folder = folder
    this.packed = packed
  }

  static async create(): Promise<Project> {
    // What is packed is what stands in the sources.
    mustSucceed(await run(process.execPath, ['scripts/ensure.mjs', '--dist'], root))
    const folder = mkdtempSync(join(tmpdir(), 'pulsetree-project-'))
    try {
      const told = mustSucceed(await npm(['pack', '--json', `--pack-destination=${folder}`], root))
      const { filename, files } = packedOf(told)
      writeFileSync(
        join(folder, 'package.json'),
        '{ "name": "stranger", "private": true, "type": "module" }\n',
      )
      await install(join(folder, filename), folder)
      return new Project(
        folder,
        files.map(({ path }) => path),
      )
    } catch (error) {
      rmSync(folder, { recursive: true, force: true })
      throw error
    }
  }

  /** package.json as it was installed. */
  get manifest(): Manifest {
    return JSON.parse(readFileSync(this.path('node_modules/pulsetree/package.json'), 'utf8'))
  }

  path(name: string): string {
    return join(this.folder, name)
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(this.path(name)), { recursive: true })
      writeFileSync(this.path(name), text)
    }
  }

  /** Runs a program of its own under some Node. */
  node(node: string, ...args: readonly string[]): Promise<Said> {
    return run(node, args, this.folder)
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

export interface Manifest {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>
}

let made: Promise<Project> | null = null

/**
 * The project of the file whose tests ask; made when it is asked for, removed after them.
 * @throws NotToBeHad
 */
export function theProject(): Promise<Project> {
  made ??= Project.create()
  return made
}

afterAll(async () => {
  const project = await made?.catch(() => null)
  project?.remove()
})

/** Tests in that project; skipped by name where it cannot be installed, for want of a registry. */
export const test = base.extend('project', ({ skip }) => orSkip(skip, theProject()))

interface Packed {
  readonly filename: string
  readonly files: readonly { readonly path: string }[]
}

/** npm answers a list, or (from 12 on) an object by name. */
function packedOf(told: string): Packed {
  const [packed] = Object.values<Packed>(JSON.parse(told))
  if (packed === undefined) throw new Error(`npm packed nothing: ${told}`)
  return packed
}
