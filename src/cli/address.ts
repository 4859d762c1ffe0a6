/** `HOST:PORT`: where the inspector listens. */
import { UsageError } from './usage.ts'
import { quoted } from './values.ts'

export interface Address {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
}

/** This machine alone, any free port. */
export const ANY_LOCAL: Address = { host: '127.0.0.1', port: 0 }

/** `127.0.0.1:7400`, `[::1]:0`; nothing at all is {@link ANY_LOCAL}. @throws UsageError naming `option`. */
export function address(option: string, text: string): Address {
  if (text === '') return ANY_LOCAL
  const [, bracketed, bare, digits = ''] =
    /^(?:\[([0-9A-Fa-f:.]+)\]|([^\s:/[\]]+)):(\d{1,5})$/.exec(text) ?? []
  const host = bracketed ?? bare
  const port = Number(digits)
  if (host === undefined || port > 65_535) {
    throw new UsageError(option, `expected HOST:PORT such as 127.0.0.1:7400, got ${quoted(text)}`)
  }
  return { host, port }
}

/** Whether nobody but programs of this machine can reach it. */
export function isLocal({ host }: Address): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
}
