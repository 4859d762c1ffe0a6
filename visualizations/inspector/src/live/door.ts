/** Where the feed is, and whether we are let in: a browser does not say why a WebSocket did not open. */

export interface Place {
  readonly protocol: string
  readonly host: string
  readonly search: string
}

/** Null without a token: nobody needs to be asked then. */
export function feedAddress({ protocol, host, search }: Place): string | null {
  const token = new URLSearchParams(search).get('token')
  if (token === null || token === '') return null
  return `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/feed?token=${encodeURIComponent(token)}`
}

export const NO_TOKEN =
  'This address lacks its token. Open the one that was printed, with all that follows the question mark.'
const REFUSED =
  'The server does not let this page in: the token in its address is that of another run. Open the address that was printed last.'

/** Why we are not let in; null where that is not the reason, or nobody is there to say so. */
export async function refusal(status: () => Promise<number>): Promise<string | null> {
  try {
    const code = await status()
    return code === 401 || code === 403 ? REFUSED : null
  } catch {
    return null
  }
}
