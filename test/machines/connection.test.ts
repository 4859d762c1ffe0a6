import { createActor } from 'xstate'
import { connectionChart } from '../../src/machines/connection.ts'
import { everyArrow } from './support/every-arrow.ts'

everyArrow((input) => createActor(connectionChart, { input }).start())
