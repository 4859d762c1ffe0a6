/** Plans that say the same are one plan: a fleet of thousands over one transport is told the same again and again. */
import { type Carrier, type ConnectOptions, connectPlan, type Plan } from './options.ts'

interface Made {
  readonly options: unknown
  readonly plan: Plan
}

const latest = new WeakMap<Carrier, Made>()

/**
 * As `connectPlan`, but what the same transport was told the time before need not be said again: a plan takes 2 KB, and
 * a beat reads much of it, which is in no cache if each of thousands has its own. Hooks are the same only where they are
 * the same function.
 */
export function likePlan(options: ConnectOptions, carrier: Carrier): Plan {
  const before = latest.get(carrier)
  if (before !== undefined && areAlike(options, before.options)) return before.plan
  const plan = connectPlan(options, carrier)
  // A copy: whoever changes the object and comes again means something else.
  latest.set(carrier, { options: copyOf(options), plan })
  return plan
}

function areAlike(one: unknown, other: unknown): boolean {
  if (!isPlain(one) || !isPlain(other)) return Object.is(one, other)
  const keys = Object.keys(one)
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && areAlike(one[key], other[key]))
  )
}

/** Of literals all the way down; what has a class of its own stays what it is. */
function copyOf(value: unknown): unknown {
  if (!isPlain(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copyOf(inner)]))
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
