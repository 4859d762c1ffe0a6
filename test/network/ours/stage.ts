/** What these programs share: they tell what they see on stdout, a line at a time. */

export function say(...words: readonly (string | number | boolean)[]): void {
  process.stdout.write(`${words.join(' ')}\n`)
}

/** `name=value` on the command line, over these defaults; a default that is a number makes its value one. */
export function settings<T extends Readonly<Record<string, string | number>>>(defaults: T): T {
  const given = process.argv.slice(2).map((word) => {
    const at = word.indexOf('=')
    const name = word.slice(0, at)
    const text = word.slice(at + 1)
    return [name, typeof defaults[name] === 'number' ? Number(text) : text] as const
  })
  return { ...defaults, ...Object.fromEntries(given) }
}
