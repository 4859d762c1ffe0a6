/** From hardship as data to what the network does. */
import type { Cure, MemoryNetwork } from '../transport/memory.ts'
import type { Hardship } from './hardship.ts'
import { checkHardship } from './scenario/check-hardship.ts'

/** @throws OptionError naming what cannot be used: a kind or field, a host that the network does not have. */
export function inflictOn(network: MemoryNetwork, given: Hardship): Cure {
  const hardship = checkHardship(given)
  switch (hardship.kind) {
    case 'delay':
      return network.delay(...hardship.between, hardship.ms, hardship)
    case 'bandwidth':
      return network.bandwidth(...hardship.between, hardship.bytesPerSecond, hardship)
    case 'cut':
      if (hardship.onlyOpen === true) return network.cutOpen(...hardship.between, hardship)
      return hardship.oneWay === true
        ? network.cutOneWay(...hardship.between)
        : network.cut(...hardship.between)
    case 'partition':
      return partition(network, ...hardship.between, hardship.oneWay === true)
    case 'reset':
      network.reset(...hardship.between)
      return nothing
    case 'frames':
      return network.frames(...hardship.between, hardship.share, hardship.verdict, hardship)
    case 'refuse':
      return network.refuse(hardship.host, hardship.port)
    case 'unreachable':
      return network.unreachable(hardship.host)
    case 'mute':
      return network.mute(hardship.host)
    case 'slow reader':
      return network.slowReader(hardship.host, hardship.bytesPerSecond)
    case 'crash':
      return network.down(hardship.host)
    case 'freeze':
      return network.freeze(hardship.host)
    case 'stall':
      return network.stall(hardship.host, hardship.ms)
    case 'sleep':
      return network.sleep(hardship.host, hardship.ms)
    case 'clock jump':
      network.jumpWall(hardship.host, hardship.ms)
      return nothing
  }
}

const nothing: Cure = () => {}

/** All hosts are looked up before the first is cut off. */
function partition(
  network: MemoryNetwork,
  some: readonly string[],
  others: readonly string[],
  oneWay: boolean,
): Cure {
  const cures: Cure[] = []
  try {
    for (const a of some) {
      for (const b of others) cures.push(oneWay ? network.cutOneWay(a, b) : network.cut(a, b))
    }
  } catch (error) {
    for (const cure of cures) cure()
    throw error
  }
  return () => {
    for (const cure of cures) cure()
  }
}
