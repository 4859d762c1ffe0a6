/** Addresses, as far as it matters who somebody is. */

/**
 * The host of `host:port`: without its port, without the brackets of IPv6, and IPv4 as such, where a socket for both kinds
 * says it as IPv6.
 */
export function addressOf(peer: string): string {
  const host = peer.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1')
  return host.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '')
}

/**
 * What one subscriber has of addresses, at least: one of IPv4, and a whole /64 of IPv6 (RFC 6177), in which anybody may
 * take a new address for each connection.
 */
export function blockOf(peer: string): string {
  const address = addressOf(peer)
  if (!/^[\da-f.]*:[\da-f:.]*(%|$)/i.test(address)) return address
  const [head = '', tail = ''] = address.replace(/%.*/, '').toLowerCase().split('::')
  const [before, after] = [groupsOf(head), groupsOf(tail)]
  // An IPv4 address at the end stands for two groups.
  const behind = after.reduce((count, group) => count + (group.includes('.') ? 2 : 1), 0)
  const zeros = Math.max(0, 8 - before.length - behind)
  const groups = [...before, ...new Array<string>(zeros).fill('0'), ...after]
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}

function groupsOf(part: string): string[] {
  return part === '' ? [] : part.split(':')
}
