import { expect, test } from 'vitest'
import { pathsOf } from '../../../src/registry/zookeeper/paths.ts'
import { instanceOf } from '../support/virtual.ts'

test('An instance stands below its service, and that below the prefix, whatever their names', () => {
  const paths = pathsOf('/a/b')
  expect(paths.root).toBe('/a/b')
  expect(paths.service('x/y')).toBe('/a/b/x%2Fy')
  expect(paths.instance(instanceOf('..', 'prices'))).toBe('/a/b/prices/%2E%2E')
  expect(paths.above(instanceOf('p', 'prices'))).toEqual(['/a', '/a/b', '/a/b/prices'])
})
