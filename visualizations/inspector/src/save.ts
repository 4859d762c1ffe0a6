/** The browser saves it. */
export function save(name: string, parts: string[], type: string): void {
  const url = URL.createObjectURL(new Blob(parts, { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser has it once the click is through.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
