/** Whether something has the form of another. */

export function hasMethods(given: object, ...names: readonly string[]): boolean {
  return names.every((name) => typeof Reflect.get(given, name) === 'function')
}

export function hasLists(given: object, ...names: readonly string[]): boolean {
  return names.every((name) => Array.isArray(Reflect.get(given, name)))
}
