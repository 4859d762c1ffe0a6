/** Every parser that meets foreign bytes. */
import type { Target } from '../target.ts'
import { boundariesTarget } from './boundaries.ts'
import { certificateNamesTarget } from './certificate-names.ts'
import { endpointsTarget } from './endpoints.ts'
import { firstFrameTarget } from './first-frame.ts'
import { gateTarget } from './gate.ts'
import { jsonTarget } from './json.ts'
import { lengthTarget } from './length.ts'
import { linesTarget } from './lines.ts'
import { pageMessagesTarget } from './page-messages.ts'
import { pagesTarget } from './pages.ts'
import { portMessagesTarget } from './port-messages.ts'
import { programOutputTarget } from './program-output.ts'
import { rawTarget } from './raw.ts'
import { rawHeartbeatsTarget } from './raw-heartbeats.ts'
import { recordingsTarget } from './recordings.ts'
import { registryRecordsTarget } from './registry-records.ts'
import { replaysTarget } from './replays.ts'
import { rpcChunksTarget } from './rpc-chunks.ts'
import { rpcMessagesTarget } from './rpc-messages.ts'
import { rpcPeersTarget } from './rpc-peers.ts'
import { scenariosTarget } from './scenarios.ts'
import { shownRecordingsTarget } from './shown-recordings.ts'
import { simulationsTarget } from './simulations.ts'
import { streamLinkTarget } from './stream-link.ts'
import { textsTarget } from './texts.ts'
import { upgradeAnswerTarget } from './upgrade-answer.ts'
import { upgradeRequestTarget } from './upgrade-request.ts'
import { wholeHeartbeatsTarget } from './whole-heartbeats.ts'
import { wordsTarget } from './words.ts'

export const TARGETS: readonly Target[] = [
  linesTarget,
  lengthTarget,
  jsonTarget,
  rawTarget,
  streamLinkTarget,
  rawHeartbeatsTarget,
  wholeHeartbeatsTarget,
  boundariesTarget,
  portMessagesTarget,
  programOutputTarget,
  firstFrameTarget,
  certificateNamesTarget,
  textsTarget,
  endpointsTarget,
  wordsTarget,
  upgradeRequestTarget,
  upgradeAnswerTarget,
  recordingsTarget,
  replaysTarget,
  scenariosTarget,
  simulationsTarget,
  rpcMessagesTarget,
  rpcChunksTarget,
  rpcPeersTarget,
  pageMessagesTarget,
  pagesTarget,
  gateTarget,
  shownRecordingsTarget,
  registryRecordsTarget,
]
