/** The servers that registries are tested against: where they are, and how they are started. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Program } from './server-process.ts'

/** Elections of 100 ms in place of a second, or no lease would be shorter than two seconds. */
export const ETCD: Program = {
  command: '/usr/bin/etcd',
  ready: /ready to serve client requests|serving insecure client requests/,
  args: (folder, [port, peerPort]) => {
    const [client, peer] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${peerPort}`]
    return [
      ...['--data-dir', join(folder, 'data'), '--heartbeat-interval', '10', '--election-timeout', '100'],
      ...['--listen-client-urls', client, '--advertise-client-urls', client],
      ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer],
      ...['--initial-cluster', `default=${peer}`],
    ]
  },
}

const ZOOKEEPER_JARS = '/usr/share/java'

/** Ticks of 200 ms in place of two seconds: sessions of 400 ms on. */
export const ZOOKEEPER: Program = {
  command: '/usr/bin/java',
  ready: /PrepRequestProcessor .* started/,
  prepare: (folder, [port]) => {
    mkdirSync(join(folder, 'data'), { recursive: true })
    writeFileSync(
      join(folder, 'zoo.cfg'),
      [
        'tickTime=200',
        'maxSessionTimeout=60000',
        `dataDir=${join(folder, 'data')}`,
        `clientPort=${port}`,
        'clientPortAddress=127.0.0.1',
        'admin.enableServer=false',
        'maxClientCnxns=0',
      ].join('\n'),
    )
  },
  args: (folder) => [
    ...['-Xmx128m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xshare:auto'],
    ...['-cp', `${ZOOKEEPER_JARS}/zookeeper.jar:${ZOOKEEPER_JARS}/slf4j-simple.jar`],
    ...['org.apache.zookeeper.server.ZooKeeperServerMain', join(folder, 'zoo.cfg')],
  ],
}

/** Why a suite cannot run here; null when it can. */
export const NO_ETCD = missing('etcd', [ETCD.command], '`apt-get install -y etcd-server`')
export const NO_ZOOKEEPER = missing(
  'ZooKeeper',
  [ZOOKEEPER.command, `${ZOOKEEPER_JARS}/zookeeper.jar`],
  '`apt-get install -y libzookeeper-java default-jre-headless`',
)

function missing(name: string, paths: readonly string[], get: string): string | null {
  return paths.every((path) => existsSync(path)) ? null : `${name} is missing: ${get}`
}
