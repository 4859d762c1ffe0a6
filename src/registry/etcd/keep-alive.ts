/** One renewal of a lease, on a stream of its own: one that is kept would tell of its end late, or of an answer to whom. */
import type { Etcd3 } from 'etcd3'
import type { Limit } from './ring.ts'

/** Whether etcd still has the lease; its time counts anew then. */
export async function keepAlive(etcd: Etcd3, lease: string, limit: Limit): Promise<boolean> {
  const stream = await etcd.leaseClient.leaseKeepAlive(limit)
  try {
    return await new Promise((resolve, reject) => {
      stream.on('data', ({ TTL }) => resolve(TTL !== '0'))
      // After the answer, too, for the end of the stream.
      stream.on('error', reject)
      stream.on('end', () => reject(new Error('etcd ended the stream')))
      stream.write({ ID: lease })
    })
  } finally {
    stream.end()
  }
}
