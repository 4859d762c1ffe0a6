/** TLS for peers that are given certificates, plain TCP for the others. PEM all of it. */
import * as net from 'node:net'
import * as tls from 'node:tls'

/** A server; over TLS where it has a certificate. */
export function serverWith({ cert, key }, accept) {
  return cert === '' ? net.createServer(accept) : tls.createServer({ cert, key }, accept)
}

/** A client; over TLS where it trusts an authority. `opened` is called when it can send. */
export function dialWith({ port, ca }, opened) {
  if (ca === '') return net.connect(port, '127.0.0.1', opened)
  return tls.connect({ port, host: '127.0.0.1', ca }, opened)
}
