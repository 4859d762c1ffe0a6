/** Type-checks pieces of TypeScript as a user of the package would see them, against the sources. */
import ts from 'typescript'
import { entriesOf } from '../../house/entries.ts'
import { projectOf } from '../../house/project.ts'
import { paper, root } from './markdown.ts'

/** Where each entry of the package has its sources, as everyone but a browser gets them. */
const paths = Object.fromEntries(
  entriesOf(projectOf([{ path: 'package.json', text: paper('package.json') }]))
    .filter(({ name }) => !name.endsWith(')'))
    .map(({ name, path }) => [name.replace(/^\./, 'pulsetree'), [`./${path}`]]),
)

/** What was read once, over all questions: most of the time goes into it. */
const known = new Map<string, ts.SourceFile | undefined>()

/** What the compiler says about each piece, by name; pieces are modules, and may await at their top. */
export function complaintsAbout(pieces: Readonly<Record<string, string>>): string[] {
  const texts = new Map(Object.entries(pieces).map(([name, text]) => [`${root}test/docs/${name}.ts`, text]))
  const { options } = ts.parseJsonConfigFileContent(
    {
      extends: './tsconfig.json',
      compilerOptions: {
        paths,
        noUnusedLocals: false,
        types: ['node'],
      },
      files: [],
    },
    ts.sys,
    root,
  )
  const host = ts.createCompilerHost(options)
  const { fileExists, getSourceFile } = host
  host.fileExists = (path) => texts.has(path) || fileExists(path)
  host.getSourceFile = (path, language, ...rest) => {
    const text = texts.get(path)
    if (text !== undefined) return ts.createSourceFile(path, text, language)
    if (!known.has(path)) known.set(path, getSourceFile(path, language, ...rest))
    return known.get(path)
  }
  const program = ts.createProgram([...texts.keys()], options, host)
  return [...texts.keys()].flatMap((path) => {
    const file = program.getSourceFile(path)
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
      ({ messageText, start = 0 }) => {
        const line = (file?.text.slice(0, start).split('\n').length ?? 0).toString()
        return `${path.slice(root.length)}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
      },
    )
  })
}
