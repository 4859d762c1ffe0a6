/** `npm run docs`: the API reference, to docs/api; and within `npm run check`, the proof that nothing in it is missing. */
import { Application, Converter, ReflectionKind } from 'typedoc'
import { ENTRIES, SOURCES } from './scripts/entries.mjs'

/** @type {Partial<import('typedoc').TypeDocOptions>} */
export default {
  name: 'pulsetree',
  entryPoints: SOURCES,
  // The types are a check of their own.
  skipErrorChecking: true,
  out: 'docs/api',
  readme: 'README.md',
  excludeInternal: true,
  excludePrivate: true,
  excludeExternals: true,
  // A reference is made from a packed release as well as from a clone, so it links no lines of a repository.
  disableSources: true,
  requiredToBeDocumented: ['Class', 'Interface', 'TypeAlias', 'Function', 'Method', 'Accessor', 'Variable'],
  plugin: [nameModulesAsTheyAreImported, requirePropertiesToBeDocumented],
  // What the classes owe each other, and what is inside the machines: users are handed a class and a chart.
  intentionallyNotExported: [
    'BranchOwner',
    'BreakerEvent',
    'BreakerPort',
    'Child',
    'ConnectionAction',
    'ConnectionContext',
    'ConnectionGuard',
    'ConnectionInput',
    'ConnectionOutput',
    'FlatOwner',
    'GateHost',
    'Home',
    'ConnectionPort',
    'RotationHost',
    'SupervisorEvent',
    'SupervisorPort',
  ],
  validation: { notExported: true, invalidLink: true, notDocumented: true },
  treatWarningsAsErrors: true,
}

/** `pulsetree/tcp`, where TypeDoc would say `transport/tcp`. */
function nameModulesAsTheyAreImported(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const { name, source } of ENTRIES) {
      const found = project.getChildByName([source.replace(/^src\/|(\/index)?\.ts$/g, '')])
      if (found !== undefined) found.name = name
    }
  })
}

/**
 * As `requiredToBeDocumented` would with `Property`, but for what has a name: the members of one variant of a union,
 * and of the machine behind a chart, are told by the text above them.
 */
function requirePropertiesToBeDocumented(app) {
  app.on(Application.EVENT_VALIDATE_PROJECT, (project) => {
    for (const property of project.getReflectionsByKind(ReflectionKind.Property)) {
      if (property.hasComment() || !property.parent?.kindOf(ReflectionKind.ClassOrInterface)) continue
      if (property.type?.type === 'reflection' && property.type.declaration.signatures?.[0]?.hasComment())
        continue
      app.logger.validationWarning(`${property.getFriendlyFullName()} has no docstring`)
    }
  })
}
