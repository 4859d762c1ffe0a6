// What pages get: the same names, but a `supervise` of their own.
export * from './index.ts'
export { supervise } from './supervisor/supervise-page.ts'
