/** Which tests hunt: the name under which the processes of stryker are told. As JSON, an array of globs. */
export const TESTS = 'PULSETREE_MUTATION_TESTS'
