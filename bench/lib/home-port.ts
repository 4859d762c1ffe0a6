/** Ports of servers that are away for a while, and come back to where they were. */

/**
 * From here on, below those that systems give to sockets that dial: a dial of a port that is closed may find its own socket
 * there otherwise, and keep the port.
 */
const FIRST_PORT = 20_000
const PORTS = 10_000

/** One of them, which may be taken. */
export function homePort(): number {
  return FIRST_PORT + Math.floor(Math.random() * PORTS)
}
