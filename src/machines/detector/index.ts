export {
  type AdaptiveOptions,
  adaptive,
  type ConstantMarginOptions,
  type DeviationMarginOptions,
  type MarginOptions,
} from './adaptive.ts'
export type {
  Detector,
  DetectorLimits,
  DetectorRule,
  LearnsFrom,
  Lessons,
  Teacher,
} from './detector.ts'
export { lessons } from './lessons.ts'
export { type PhiOptions, phi } from './phi.ts'
