/** Hardships that a host program offers. */
import { messageOf } from '../../transport/transport.ts'
import type { OfferedHardships } from '../options.ts'
import type { OfferedHardship } from '../wire.ts'

/** What is offered just now. */
export function offered(hardships: readonly OfferedHardships[]): readonly OfferedHardship[] {
  return hardships.map((hardship) => {
    const { name, label } = hardship
    return { name, label, ids: idsOf(hardship) }
  })
}

/** Resolves when it is inflicted, with null; or with why it could not be, in one sentence. Never rejects. */
export async function inflict(
  hardships: readonly OfferedHardships[],
  name: string,
  id: string,
): Promise<string | null> {
  const hardship = hardships.find((one) => one.name === name)
  if (hardship === undefined) return 'this program offers no such hardship'
  if (!idsOf(hardship).includes(id)) return 'this cannot be done to it just now'
  try {
    await hardship.inflict(id)
    return null
  } catch (error) {
    return messageOf(error)
  }
}

/** A program that cannot say is one that cannot do it. */
function idsOf(hardship: OfferedHardships): readonly string[] {
  try {
    return [...hardship.ids()]
  } catch {
    return []
  }
}
