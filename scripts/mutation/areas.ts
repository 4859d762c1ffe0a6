/** What is mutated, and by which tests each mutant is hunted. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

export interface Area {
  readonly name: 'framing' | 'machines' | 'supervisor'
  /** Folders of sources, and single files. */
  readonly sources: readonly string[]
  /** Those of them that are left alone, each with the reason. */
  readonly without: ReadonlyMap<string, string>
  /**
   * As globs. All on virtual time, and quick: real sockets, processes and browsers would turn waiting into verdicts.
   */
  readonly tests: readonly string[]
  /** Those that take seconds, and are asked about the survivors alone. */
  readonly models: readonly string[]
}

export const AREAS: readonly Area[] = [
  {
    name: 'framing',
    sources: ['src/transport/framing.ts', 'src/transport/framing/'],
    without: new Map(),
    tests: ['test/transport/framing.test.ts', 'test/transport/framing/**/*.test.ts'],
    models: [],
  },
  {
    name: 'supervisor',
    sources: ['src/supervisor/'],
    without: because('src/supervisor/', {
      'what people are shown, or programs are told: windows that decide nothing': [
        'chart.ts',
        'feed.ts',
        'identity/chart.ts',
        'shown.ts',
        'telling.ts',
        'tree/describe.ts',
        'tree/health.ts',
        'tree/nodes.ts',
        'tree/tree.ts',
        'view.ts',
        'wording.ts',
      ],
      'wiring: it makes the parts and passes on what they say; the rules are in the parts': [
        'branch.ts',
        'business.ts',
        'flat.ts',
        'flat-branch.ts',
        'handle.ts',
        'keeper.ts',
        'listener.ts',
        'program.ts',
        'root.ts',
        'shared-dials.ts',
        'store.ts',
        'supervise.ts',
        'supervise-page.ts',
        'supervisor.ts',
        'tree/when-alive.ts',
      ],
      'options: refusals at the door, as those of the machines, which are mutated': [
        'change.ts',
        'flat-options.ts',
        'options.ts',
        'shared-options.ts',
      ],
    }),
    tests: ['test/supervisor/**/*.test.ts', 'test/supervision/**/*.test.ts'],
    models: ['test/model/{doubt,identities,slow-children,stale,storm,supervision}.test.ts'],
  },
  {
    name: 'machines',
    sources: ['src/machines/'],
    without: new Map(),
    tests: ['test/machines/**/*.test.ts', 'test/detection/**/*.test.ts'],
    models: ['test/model/{commands,connection,determinism,invariants,lives,rotation}.test.ts'],
  },
]

/** Each of these paths in `folder`, with its reason. */
function because(
  folder: string,
  reasons: Readonly<Record<string, readonly string[]>>,
): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(reasons).flatMap(([reason, paths]) =>
      paths.map((path): [string, string] => [folder + path, reason]),
    ),
  )
}

/** The paths of an area's sources, from `root`; by name. */
export function sourcesOf({ sources, without }: Area, root: string): readonly string[] {
  return sources
    .flatMap((path) =>
      path.endsWith('/')
        ? readdirSync(join(root, path), { recursive: true, encoding: 'utf8' }).map((name) => path + name)
        : [path],
    )
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts') && !without.has(path))
    .sort()
}
