/** What a JSON value says in JSON-RPC 2.0, worked out by the words of its specification alone. */

export interface Said {
  readonly kind: 'call' | 'notification' | 'result' | 'error' | 'invalid'
  /** What belongs to it, or its answer; undefined for a notification. */
  readonly id: unknown
  /** Of an answer. */
  readonly result: unknown
  readonly error: unknown
  readonly method: unknown
}

/** A batch of more that are none is none as a whole. */
const MOST_INVALID = 1_000

/** One after the other; null for a batch that is none. */
export function saidIn(value: unknown): readonly Said[] | null {
  if (!Array.isArray(value)) return [saidBy(value)]
  const all = value.map(saidBy)
  const invalid = all.filter(({ kind }) => kind === 'invalid')
  return all.length === 0 || invalid.length > MOST_INVALID ? null : all
}

function saidBy(value: unknown): Said {
  const fields: ReadonlyMap<string, unknown> = new Map(
    typeof value === 'object' && value !== null ? Object.entries(value) : [],
  )
  const [id, method, params, error] = ['id', 'method', 'params', 'error'].map((name) => fields.get(name))
  const result = fields.get('result')
  const said = { id: isId(id) ? id : null, result, error, method }
  if (fields.get('jsonrpc') !== '2.0') return { ...said, kind: 'invalid' }
  const isAnswer = fields.has('result') || fields.has('error')
  if (isAnswer && fields.has('id')) return { ...said, kind: (error ?? null) === null ? 'result' : 'error' }
  const isStructured = !fields.has('params') || (typeof params === 'object' && params !== null)
  const isRequest = typeof method === 'string' && isStructured && !isAnswer
  if (isRequest && !fields.has('id')) return { ...said, id: undefined, kind: 'notification' }
  return { ...said, kind: isRequest && isId(id) ? 'call' : 'invalid' }
}

function isId(id: unknown): boolean {
  return id === null || typeof id === 'string' || typeof id === 'number'
}
