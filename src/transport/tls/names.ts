/** Which certificate a server shows to whom: by the name that the client asked for (SNI). */
import { OptionError } from '../transport.ts'

/** By host name; `*.example.com` is for every name one label below, where no other matches. */
export type ByName<T> = ReadonlyMap<string, T>

/**
 * Makes something of each entry, by lower-case name.
 * @throws OptionError naming `sni`, with the name and what is wrong there.
 */
export function byName<T, U>(entries: Readonly<Record<string, T>>, make: (entry: T) => U): ByName<U> {
  return new Map(
    Object.entries(entries).map(([name, entry]) => {
      if (!NAME.test(name)) throw new OptionError('sni', `${JSON.stringify(name)} is no host name`)
      try {
        return [name.toLowerCase(), make(entry)]
      } catch (error) {
        throw error instanceof OptionError ? new OptionError('sni', `${name}: ${error.message}`) : error
      }
    }),
  )
}

/** What is there for a name that a client asks for. */
export function forName<T>(names: ByName<T>, asked: string): T | undefined {
  const name = asked.toLowerCase()
  return names.get(name) ?? names.get(name.replace(/^[^.]+/, '*'))
}

const NAME = /^(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*$/i
